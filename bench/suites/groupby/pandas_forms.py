"""The ten questions in pandas, as db-benchmark has them."""


def aggregate(read, keys, **named):
    columns = dict.fromkeys([*keys, *(column for column, _ in named.values())])
    return read("x", list(columns)).groupby(keys, as_index=False, sort=False, observed=True, dropna=False).agg(**named)


def q1(read):
    return aggregate(read, ["id1"], v1=("v1", "sum"))


def q2(read):
    return aggregate(read, ["id1", "id2"], v1=("v1", "sum"))


def q3(read):
    return aggregate(read, ["id3"], v1=("v1", "sum"), v3=("v3", "mean"))


def q4(read):
    return aggregate(read, ["id4"], v1=("v1", "mean"), v2=("v2", "mean"), v3=("v3", "mean"))


def q5(read):
    return aggregate(read, ["id6"], v1=("v1", "sum"), v2=("v2", "sum"), v3=("v3", "sum"))


def q6(read):
    return aggregate(read, ["id4", "id5"], median_v3=("v3", "median"), sd_v3=("v3", "std"))


def q7(read):
    ends = aggregate(read, ["id3"], highest=("v1", "max"), lowest=("v2", "min"))
    return ends.assign(range_v1_v2=ends["highest"] - ends["lowest"])[["id3", "range_v1_v2"]]


def q8(read):
    x = read("x", ["id6", "v3"]).sort_values("v3", ascending=False)
    return x.groupby("id6", as_index=False, sort=False).head(2).rename(columns={"v3": "largest2_v3"})


def q9(read):
    x = read("x", ["id2", "id4", "v1", "v2"])
    # Sums of products are many times faster than groupby(…).apply(corr).
    x = x.assign(aa=x["v1"] * x["v1"], bb=x["v2"] * x["v2"], ab=x["v1"] * x["v2"], n=1)
    s = x.groupby(["id2", "id4"], as_index=False, sort=False).sum()
    covariance = s["n"] * s["ab"] - s["v1"] * s["v2"]
    variances = (s["n"] * s["aa"] - s["v1"] ** 2) * (s["n"] * s["bb"] - s["v2"] ** 2)
    return s[["id2", "id4"]].assign(r2=covariance**2 / variances)


def q10(read):
    return aggregate(read, ["id1", "id2", "id3", "id4", "id5", "id6"], v3=("v3", "sum"), n=("v3", "size"))
