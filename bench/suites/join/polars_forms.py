"""The five questions in Polars' lazy API."""


def question(tables, right, key, how="inner"):
    other = tables[right]
    shared = [name for name in other.collect_schema().names() if name not in (key, "v2")]
    return tables["x"].join(other.rename({name: f"{right}_{name}" for name in shared}), on=key, how=how)


def q1(tables):
    return question(tables, "small", "id1")


def q2(tables):
    return question(tables, "medium", "id2")


def q3(tables):
    return question(tables, "medium", "id2", "left")


def q4(tables):
    return question(tables, "medium", "id5")


def q5(tables):
    return question(tables, "big", "id3")
