"""Earlier states of rows are kept by our manager, whose class is put together once."""

from django.apps import apps

from lscb.history import History


def test_every_model_that_keeps_its_states_keeps_them_so():
    kept = [model for model in apps.get_models() if hasattr(model, "history")]
    assert len(kept) > 30
    assert [model for model in kept if not isinstance(model.history, History)] == []


def test_its_class_is_the_same_each_time_that_it_is_asked_for():
    model = next(model for model in apps.get_models() if hasattr(model, "history"))
    assert type(model.history) is type(model.history)
    assert type(model().history) is type(model.history)
