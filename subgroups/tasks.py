"""What is done in the background."""

from lscb.wording import long_date, number_of
from lscb.work.background import at_work, task
from subgroups.models import Board, Person
from subgroups.operations import make_archive, remove_board


@task()
def make_archive_of(job_id: int, board_id: int) -> None:
    """Make the archive of a board, for the person who started the job."""
    with at_work(job_id) as work:
        by, board = Person.objects.get(pk=work.by_id), Board.objects.get(pk=board_id)
        archive = make_archive(board=board, by=by, at=work.at)
        work.say(
            f"{number_of(archive.rows, 'row', 'rows')} in {archive.size_in_words}. Take it away below; it is kept "
            f"until {long_date(archive.kept_until)}."
        )


@task()
def remove_board_of(job_id: int, board_id: int) -> None:
    """Remove a board, for the administrator who started the job; it may be gone by an earlier attempt."""
    with at_work(job_id) as work:
        by, board = Person.objects.get(pk=work.by_id), Board.objects.filter(pk=board_id).first()
        if board is None:
            work.say("It is removed.")
            return
        removed = remove_board(board=board, by=by, at=work.at)
        work.say(
            f"{board} is removed, with {number_of(removed.rows, 'row', 'rows')} and "
            f"{number_of(removed.people, 'person', 'people')} whom nothing else names."
        )
