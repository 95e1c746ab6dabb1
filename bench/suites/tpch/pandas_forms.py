"""Two queries of TPC-H in pandas: the one of aggregates and the one of filters."""

import pandas as pd


def days(column):
    return pd.to_datetime(column)


def q1(read):
    lines = read(
        "lineitem",
        [
            "l_shipdate",
            "l_returnflag",
            "l_linestatus",
            "l_quantity",
            "l_extendedprice",
            "l_discount",
            "l_tax",
        ],
    )
    lines = lines[days(lines["l_shipdate"]) <= pd.Timestamp(1998, 9, 2)]
    lines = lines.astype(dict.fromkeys(["l_quantity", "l_extendedprice", "l_discount", "l_tax"], "float64"))
    lines["disc_price"] = lines["l_extendedprice"] * (1 - lines["l_discount"])
    lines["charge"] = lines["disc_price"] * (1 + lines["l_tax"])
    return lines.groupby(["l_returnflag", "l_linestatus"], as_index=False).agg(
        sum_qty=("l_quantity", "sum"),
        sum_base_price=("l_extendedprice", "sum"),
        sum_disc_price=("disc_price", "sum"),
        sum_charge=("charge", "sum"),
        avg_qty=("l_quantity", "mean"),
        avg_price=("l_extendedprice", "mean"),
        avg_disc=("l_discount", "mean"),
        count_order=("l_quantity", "size"),
    )


def q6(read):
    lines = read("lineitem", ["l_shipdate", "l_discount", "l_quantity", "l_extendedprice"])
    shipped = days(lines["l_shipdate"])
    lines = lines[(shipped >= pd.Timestamp(1994, 1, 1)) & (shipped < pd.Timestamp(1995, 1, 1))]
    lines = lines.drop(columns="l_shipdate").astype("float64")
    lines = lines[lines["l_discount"].between(0.05, 0.07) & (lines["l_quantity"] < 24)]
    return pd.DataFrame({"revenue": [(lines["l_extendedprice"] * lines["l_discount"]).sum()]})
