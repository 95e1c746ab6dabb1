"""The five questions in pandas."""


def question(read, right, key, how="inner"):
    other = read(right)
    shared = {name: f"{right}_{name}" for name in other.columns if name not in (key, "v2")}
    return read("x").merge(other.rename(columns=shared), on=key, how=how)


def q1(read):
    return question(read, "small", "id1")


def q2(read):
    return question(read, "medium", "id2")


def q3(read):
    return question(read, "medium", "id2", "left")


def q4(read):
    return question(read, "medium", "id5")


def q5(read):
    return question(read, "big", "id3")
