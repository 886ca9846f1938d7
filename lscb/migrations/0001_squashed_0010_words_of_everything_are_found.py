import django.contrib.postgres.search
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import lscb.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # An empty database begins here; one that stands at an earlier state goes by these.
    replaces = [
        ('lscb', '0001_initial'),
        ('lscb', '0002_letters_and_jobs'),
        ('lscb', '0003_audit_codes'),
        ('lscb', '0004_submitted_forms'),
        ('lscb', '0005_audit_seals'),
        ('lscb', '0006_people_by_key'),
        ('lscb', '0007_kept_forms'),
        ('lscb', '0008_letters_say_who_writes'),
        ('lscb', '0009_entries_of_other_boards'),
        ('lscb', '0010_words_of_everything_are_found'),
    ]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('subgroups', '0001_squashed_0032_word_for_a_self_assessment'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(editable=False, help_text='From 1, without a gap.', unique=True)),
                ('first', models.PositiveBigIntegerField(editable=False, help_text='Key of the first entry.')),
                ('last', models.PositiveBigIntegerField(editable=False, help_text='Key of the last entry.')),
                ('count', models.PositiveIntegerField(editable=False)),
                ('latest', models.DateTimeField(editable=False, help_text='When the latest of what it covers was done.')),
                ('sealed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('lines', models.TextField(editable=False, help_text='A line an entry: key, digest. Empty once those are let go.')),
                ('lines_digest', models.CharField(editable=False, max_length=64)),
                ('previous', models.CharField(editable=False, help_text='The digest of the seal before it.', max_length=64)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('elsewhere', models.TextField(blank=True, default='', editable=False, help_text='Keys, a line each, of entries of other boards, which stayed where this board came from.')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(editable=False, max_length=200)),
                ('opens', models.CharField(editable=False, max_length=500)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for its turn'), ('going', 'Going on'), ('done', 'Done'), ('failed', 'Stopped')], default='waiting', editable=False, max_length=7)),
                ('done', models.PositiveIntegerField(default=0, editable=False)),
                ('total', models.PositiveIntegerField(editable=False, null=True)),
                ('said', models.TextField(editable=False)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('heard_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(editable=False, max_length=60)),
                ('to', models.EmailField(editable=False, max_length=254)),
                ('subject', models.CharField(editable=False, max_length=400)),
                ('body', models.TextField(editable=False)),
                ('from_name', models.CharField(blank=True, editable=False, help_text='Who writes, where it is not the service itself.', max_length=200)),
                ('reply_to', models.TextField(blank=True, editable=False, help_text='Who is answered: an address a line.')),
                ('is_secret', models.BooleanField(default=False, editable=False, help_text='Its text opens something: it is forgotten as soon as it is settled.')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(editable=False, null=True)),
                ('state', models.CharField(choices=[('waiting', 'On its way'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Not sent'), ('uncertain', 'Perhaps sent')], default='waiting', editable=False, max_length=9)),
                ('claim', models.UUIDField(editable=False, null=True)),
                ('claimed_at', models.DateTimeField(editable=False, null=True)),
                ('settled_at', models.DateTimeField(editable=False, null=True)),
                ('problem', models.CharField(editable=False, max_length=300)),
            ],
            options={
                'ordering': ['-written_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'written_at'], name='letter_by_state')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(editable=False, help_text='The model, as plans.action.', max_length=60)),
                ('thing', models.BigIntegerField(editable=False)),
                ('kind', models.CharField(editable=False, max_length=12)),
                ('board', models.BigIntegerField(editable=False, null=True)),
                ('plan', models.BigIntegerField(editable=False, null=True)),
                ('under', models.CharField(db_index=True, editable=False, max_length=80)),
                ('named', models.CharField(db_index=True, editable=False, max_length=80)),
                ('ref', models.CharField(editable=False, max_length=80)),
                ('title', models.TextField(editable=False)),
                ('words', models.TextField(editable=False)),
                ('said_at', models.DateTimeField(editable=False, null=True)),
                ('from_on', models.DateField(editable=False, null=True)),
                ('until_on', models.DateField(editable=False, null=True)),
                ('vector', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
            ],
            options={
                'verbose_name_plural': 'search entries',
                'constraints': [models.UniqueConstraint(fields=('source', 'thing'), name='search_entry_once_a_row')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=lscb.clock.now, editable=False)),
                ('by_name', models.CharField(editable=False, max_length=200, verbose_name='by')),
                ('operation', models.CharField(editable=False, help_text='An audit code.', max_length=60, verbose_name='what was done')),
                ('thing_id', models.PositiveBigIntegerField(editable=False)),
                ('thing_name', models.CharField(editable=False, max_length=300, verbose_name='thing')),
                ('changes', models.JSONField(default=dict, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('board', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subgroups.board')),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thing_type', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['thing_type', 'thing_id'], name='audit_by_thing'), models.Index(fields=['board', '-at'], name='audit_by_board')],
            },
        ),
        migrations.CreateModel(
            name='KeptForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, help_text="The form's own, by which it is saved once.")),
                ('address', models.TextField(editable=False, help_text='Where it was sent.')),
                ('page', models.TextField(editable=False, help_text='Where it stood.')),
                ('typed', models.JSONField(editable=False, help_text='Names and values, in the order of the form.')),
                ('with_files', models.BooleanField(default=False, editable=False)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('person', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='form_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='SubmittedForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False)),
                ('said', models.CharField(editable=False, help_text='A digest of what was typed and chosen.', max_length=64)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('led_to', models.TextField(editable=False, help_text='Empty until the form is answered.')),
                ('person', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='form_saved_once')],
            },
        ),
    ]
