"""Newer values of a record that is being looked at."""

from __future__ import annotations

from app.domain.kinds import Values
from ui.widgets.standard_form import StandardForm


def show_newer(form: StandardForm, values: Values) -> None:
    """Newer values of the same record, but never over words a person still has to repair."""
    wrong = {problem.field for problem in form.problems()}
    form.set_values({name: value for name, value in values.items() if name not in wrong})
