"""Loads a suite's forms of a query: functions in a Python file beside the suite, named like the query."""

import importlib.util
import os


def load_form(task, file):
    path = os.path.join(task["formsFolder"], file)
    spec = importlib.util.spec_from_file_location("suite_forms", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, task["query"].replace("-", "_"))
