"""The 22 queries in Polars' lazy API."""

from datetime import date

from polars import col, len, when

DISCOUNTED = col("l_extendedprice") * (1 - col("l_discount"))


def q1(t):
    return (
        t["lineitem"]
        .filter(col("l_shipdate") <= date(1998, 9, 2))
        .group_by("l_returnflag", "l_linestatus")
        .agg(
            col("l_quantity").sum().alias("sum_qty"),
            col("l_extendedprice").sum().alias("sum_base_price"),
            DISCOUNTED.sum().alias("sum_disc_price"),
            (DISCOUNTED * (1 + col("l_tax"))).sum().alias("sum_charge"),
            col("l_quantity").mean().alias("avg_qty"),
            col("l_extendedprice").mean().alias("avg_price"),
            col("l_discount").mean().alias("avg_disc"),
            len().alias("count_order"),
        )
        .sort("l_returnflag", "l_linestatus")
    )


def q2(t):
    offers = (
        t["part"]
        .filter(col("p_size") == 15, col("p_type").str.ends_with("BRASS"))
        .join(t["partsupp"], left_on="p_partkey", right_on="ps_partkey")
        .join(t["supplier"], left_on="ps_suppkey", right_on="s_suppkey")
        .join(t["nation"], left_on="s_nationkey", right_on="n_nationkey")
        .join(t["region"].filter(col("r_name") == "EUROPE"), left_on="n_regionkey", right_on="r_regionkey")
    )
    cheapest = offers.group_by("p_partkey").agg(col("ps_supplycost").min())
    names = ["s_acctbal", "s_name", "n_name", "p_partkey", "p_mfgr", "s_address", "s_phone", "s_comment"]
    return (
        offers.join(cheapest, on=["p_partkey", "ps_supplycost"])
        .select(names)
        .sort("s_acctbal", "n_name", "s_name", "p_partkey", descending=[True, False, False, False])
        .head(100)
    )


def q3(t):
    day = date(1995, 3, 15)
    return (
        t["customer"]
        .filter(col("c_mktsegment") == "BUILDING")
        .join(t["orders"].filter(col("o_orderdate") < day), left_on="c_custkey", right_on="o_custkey")
        .join(t["lineitem"].filter(col("l_shipdate") > day), left_on="o_orderkey", right_on="l_orderkey")
        .group_by("o_orderkey", "o_orderdate", "o_shippriority")
        .agg(DISCOUNTED.sum().alias("revenue"))
        .select(col("o_orderkey").alias("l_orderkey"), "revenue", "o_orderdate", "o_shippriority")
        .sort("revenue", "o_orderdate", descending=[True, False])
        .head(10)
    )


def q4(t):
    late = t["lineitem"].filter(col("l_commitdate") < col("l_receiptdate"))
    return (
        t["orders"]
        .filter(col("o_orderdate").is_between(date(1993, 7, 1), date(1993, 10, 1), closed="left"))
        .join(late, left_on="o_orderkey", right_on="l_orderkey", how="semi")
        .group_by("o_orderpriority")
        .agg(len().alias("order_count"))
        .sort("o_orderpriority")
    )


def q5(t):
    return (
        t["region"]
        .filter(col("r_name") == "ASIA")
        .join(t["nation"], left_on="r_regionkey", right_on="n_regionkey")
        .join(t["customer"], left_on="n_nationkey", right_on="c_nationkey")
        .join(
            t["orders"].filter(col("o_orderdate").is_between(date(1994, 1, 1), date(1995, 1, 1), closed="left")),
            left_on="c_custkey",
            right_on="o_custkey",
        )
        .join(t["lineitem"], left_on="o_orderkey", right_on="l_orderkey")
        .join(t["supplier"], left_on=["l_suppkey", "n_nationkey"], right_on=["s_suppkey", "s_nationkey"])
        .group_by("n_name")
        .agg(DISCOUNTED.sum().alias("revenue"))
        .sort("revenue", descending=True)
    )


def q6(t):
    return (
        t["lineitem"]
        .filter(
            col("l_shipdate").is_between(date(1994, 1, 1), date(1995, 1, 1), closed="left"),
            col("l_discount").is_between(0.05, 0.07),
            col("l_quantity") < 24,
        )
        .select((col("l_extendedprice") * col("l_discount")).sum().alias("revenue"))
    )


def q7(t):
    nations = t["nation"].filter(col("n_name").is_in(["FRANCE", "GERMANY"])).select("n_nationkey", "n_name")
    suppliers = t["supplier"].join(
        nations.rename({"n_name": "supp_nation"}), left_on="s_nationkey", right_on="n_nationkey"
    )
    customers = t["customer"].join(
        nations.rename({"n_name": "cust_nation"}), left_on="c_nationkey", right_on="n_nationkey"
    )
    return (
        t["lineitem"]
        .filter(col("l_shipdate").is_between(date(1995, 1, 1), date(1996, 12, 31)))
        .join(suppliers, left_on="l_suppkey", right_on="s_suppkey")
        .join(
            t["orders"].join(customers, left_on="o_custkey", right_on="c_custkey"),
            left_on="l_orderkey",
            right_on="o_orderkey",
        )
        .filter(col("supp_nation") != col("cust_nation"))
        .group_by("supp_nation", "cust_nation", col("l_shipdate").dt.year().alias("l_year"))
        .agg(DISCOUNTED.sum().alias("revenue"))
        .sort("supp_nation", "cust_nation", "l_year")
    )


def q8(t):
    america = t["nation"].join(
        t["region"].filter(col("r_name") == "AMERICA"), left_on="n_regionkey", right_on="r_regionkey"
    )
    customers = t["customer"].join(america, left_on="c_nationkey", right_on="n_nationkey", how="semi")
    orders = (
        t["orders"]
        .filter(col("o_orderdate").is_between(date(1995, 1, 1), date(1996, 12, 31)))
        .join(customers, left_on="o_custkey", right_on="c_custkey", how="semi")
    )
    return (
        t["part"]
        .filter(col("p_type") == "ECONOMY ANODIZED STEEL")
        .join(t["lineitem"], left_on="p_partkey", right_on="l_partkey")
        .join(orders, left_on="l_orderkey", right_on="o_orderkey")
        .join(t["supplier"], left_on="l_suppkey", right_on="s_suppkey")
        .join(t["nation"], left_on="s_nationkey", right_on="n_nationkey")
        .select(col("o_orderdate").dt.year().alias("o_year"), DISCOUNTED.cast(float).alias("volume"), "n_name")
        .group_by("o_year")
        .agg((col("volume").filter(col("n_name") == "BRAZIL").sum() / col("volume").sum()).alias("mkt_share"))
        .sort("o_year")
    )


def q9(t):
    return (
        t["part"]
        .filter(col("p_name").str.contains("green", literal=True))
        .join(t["lineitem"], left_on="p_partkey", right_on="l_partkey")
        .join(t["supplier"], left_on="l_suppkey", right_on="s_suppkey")
        .join(t["partsupp"], left_on=["l_suppkey", "p_partkey"], right_on=["ps_suppkey", "ps_partkey"])
        .join(t["orders"], left_on="l_orderkey", right_on="o_orderkey")
        .join(t["nation"], left_on="s_nationkey", right_on="n_nationkey")
        .select(
            col("n_name").alias("nation"),
            col("o_orderdate").dt.year().alias("o_year"),
            (DISCOUNTED - col("ps_supplycost") * col("l_quantity")).alias("amount"),
        )
        .group_by("nation", "o_year")
        .agg(col("amount").sum().alias("sum_profit"))
        .sort("nation", "o_year", descending=[False, True])
    )


def q10(t):
    orders = t["orders"].filter(
        col("o_orderdate").is_between(date(1993, 10, 1), date(1994, 1, 1), closed="left")
    )
    return (
        orders.join(t["lineitem"].filter(col("l_returnflag") == "R"), left_on="o_orderkey", right_on="l_orderkey")
        .group_by("o_custkey")
        .agg(DISCOUNTED.sum().alias("revenue"))
        .join(t["customer"], left_on="o_custkey", right_on="c_custkey")
        .join(t["nation"], left_on="c_nationkey", right_on="n_nationkey")
        .select("o_custkey", "c_name", "revenue", "c_acctbal", "n_name", "c_address", "c_phone", "c_comment")
        .sort("revenue", descending=True)
        .head(20)
    )


def q11(t):
    stock = (
        t["partsupp"]
        .join(t["supplier"], left_on="ps_suppkey", right_on="s_suppkey")
        .join(t["nation"].filter(col("n_name") == "GERMANY"), left_on="s_nationkey", right_on="n_nationkey")
        .select("ps_partkey", (col("ps_supplycost") * col("ps_availqty")).alias("value"))
    )
    least = stock.select((col("value").sum() * 0.0001).alias("least"))
    return (
        stock.group_by("ps_partkey")
        .agg(col("value").sum())
        .join(least, how="cross")
        .filter(col("value") > col("least"))
        .select("ps_partkey", "value")
        .sort("value", descending=True)
    )


def q12(t):
    urgent = col("o_orderpriority").is_in(["1-URGENT", "2-HIGH"])
    lines = t["lineitem"].filter(
        col("l_shipmode").is_in(["MAIL", "SHIP"]),
        col("l_commitdate") < col("l_receiptdate"),
        col("l_shipdate") < col("l_commitdate"),
        col("l_receiptdate").is_between(date(1994, 1, 1), date(1995, 1, 1), closed="left"),
    )
    return (
        lines.join(t["orders"], left_on="l_orderkey", right_on="o_orderkey")
        .group_by("l_shipmode")
        .agg(urgent.sum().alias("high_line_count"), urgent.not_().sum().alias("low_line_count"))
        .sort("l_shipmode")
    )


def q13(t):
    orders = t["orders"].filter(col("o_comment").str.contains("special.*requests").not_())
    return (
        t["customer"]
        .join(orders, left_on="c_custkey", right_on="o_custkey", how="left")
        .group_by("c_custkey")
        .agg(col("o_orderkey").count().alias("c_count"))
        .group_by("c_count")
        .agg(len().alias("custdist"))
        .sort("custdist", "c_count", descending=[True, True])
    )


def q14(t):
    promo = when(col("p_type").str.starts_with("PROMO")).then(col("volume")).otherwise(0.0)
    return (
        t["lineitem"]
        .filter(col("l_shipdate").is_between(date(1995, 9, 1), date(1995, 10, 1), closed="left"))
        .join(t["part"], left_on="l_partkey", right_on="p_partkey")
        .select("p_type", DISCOUNTED.cast(float).alias("volume"))
        .select((100.0 * promo.sum() / col("volume").sum()).alias("promo_revenue"))
    )


def q15(t):
    revenue = (
        t["lineitem"]
        .filter(col("l_shipdate").is_between(date(1996, 1, 1), date(1996, 4, 1), closed="left"))
        .group_by("l_suppkey")
        .agg(DISCOUNTED.sum().alias("total_revenue"))
    )
    return (
        revenue.filter(col("total_revenue") == col("total_revenue").max())
        .join(t["supplier"], left_on="l_suppkey", right_on="s_suppkey")
        .select(col("l_suppkey").alias("s_suppkey"), "s_name", "s_address", "s_phone", "total_revenue")
        .sort("s_suppkey")
    )


def q16(t):
    complained = t["supplier"].filter(col("s_comment").str.contains("Customer.*Complaints"))
    return (
        t["part"]
        .filter(
            col("p_brand") != "Brand#45",
            col("p_type").str.starts_with("MEDIUM POLISHED").not_(),
            col("p_size").is_in([49, 14, 23, 45, 19, 3, 36, 9]),
        )
        .join(t["partsupp"], left_on="p_partkey", right_on="ps_partkey")
        .join(complained, left_on="ps_suppkey", right_on="s_suppkey", how="anti")
        .group_by("p_brand", "p_type", "p_size")
        .agg(col("ps_suppkey").n_unique().alias("supplier_cnt"))
        .sort("supplier_cnt", "p_brand", "p_type", "p_size", descending=[True, False, False, False])
    )


def q17(t):
    lines = t["lineitem"].join(
        t["part"].filter(col("p_brand") == "Brand#23", col("p_container") == "MED BOX"),
        left_on="l_partkey",
        right_on="p_partkey",
    )
    few = lines.group_by("l_partkey").agg((0.2 * col("l_quantity").mean()).alias("few"))
    return (
        lines.join(few, on="l_partkey")
        .filter(col("l_quantity").cast(float) < col("few"))
        .select((col("l_extendedprice").sum().cast(float) / 7.0).alias("avg_yearly"))
    )


def q18(t):
    large = t["lineitem"].group_by("l_orderkey").agg(col("l_quantity").sum()).filter(col("l_quantity") > 300)
    return (
        t["orders"]
        .join(large, left_on="o_orderkey", right_on="l_orderkey")
        .join(t["customer"], left_on="o_custkey", right_on="c_custkey")
        .select("c_name", "o_custkey", "o_orderkey", "o_orderdate", "o_totalprice", "l_quantity")
        .sort("o_totalprice", "o_orderdate", descending=[True, False])
        .head(100)
    )


def q19(t):
    def kind(brand, containers, size, quantity):
        return (
            (col("p_brand") == brand)
            & col("p_container").is_in(containers)
            & col("l_quantity").is_between(quantity, quantity + 10)
            & col("p_size").is_between(1, size)
        )

    return (
        t["part"]
        .join(t["lineitem"], left_on="p_partkey", right_on="l_partkey")
        .filter(
            col("l_shipmode").is_in(["AIR", "AIR REG"]),
            col("l_shipinstruct") == "DELIVER IN PERSON",
            kind("Brand#12", ["SM CASE", "SM BOX", "SM PACK", "SM PKG"], 5, 1)
            | kind("Brand#23", ["MED BAG", "MED BOX", "MED PKG", "MED PACK"], 10, 10)
            | kind("Brand#34", ["LG CASE", "LG BOX", "LG PACK", "LG PKG"], 15, 20),
        )
        .select(DISCOUNTED.sum().alias("revenue"))
    )


def q20(t):
    forest = t["part"].filter(col("p_name").str.starts_with("forest"))
    offers = t["partsupp"].join(forest, left_on="ps_partkey", right_on="p_partkey", how="semi")
    sold = (
        t["lineitem"]
        .filter(col("l_shipdate").is_between(date(1994, 1, 1), date(1995, 1, 1), closed="left"))
        .group_by("l_partkey", "l_suppkey")
        .agg((col("l_quantity").sum().cast(float) * 0.5).alias("half"))
    )
    ample = offers.join(sold, left_on=["ps_partkey", "ps_suppkey"], right_on=["l_partkey", "l_suppkey"]).filter(
        col("ps_availqty") > col("half")
    )
    return (
        t["supplier"]
        .join(ample, left_on="s_suppkey", right_on="ps_suppkey", how="semi")
        .join(t["nation"].filter(col("n_name") == "CANADA"), left_on="s_nationkey", right_on="n_nationkey")
        .select("s_name", "s_address")
        .sort("s_name")
    )


def q21(t):
    late = t["lineitem"].filter(col("l_receiptdate") > col("l_commitdate")).select("l_orderkey", "l_suppkey")
    several = (
        t["lineitem"].group_by("l_orderkey").agg(col("l_suppkey").n_unique().alias("n")).filter(col("n") > 1)
    )
    late_suppliers = late.group_by("l_orderkey").agg(col("l_suppkey").n_unique().alias("n_late"))
    return (
        late.join(several, on="l_orderkey", how="semi")
        .join(late_suppliers.filter(col("n_late") == 1), on="l_orderkey", how="semi")
        .join(t["supplier"], left_on="l_suppkey", right_on="s_suppkey")
        .join(t["nation"].filter(col("n_name") == "SAUDI ARABIA"), left_on="s_nationkey", right_on="n_nationkey")
        .join(t["orders"].filter(col("o_orderstatus") == "F"), left_on="l_orderkey", right_on="o_orderkey")
        .group_by("s_name")
        .agg(len().alias("numwait"))
        .sort("numwait", "s_name", descending=[True, False])
        .head(100)
    )


def q22(t):
    customers = (
        t["customer"]
        .select("c_custkey", "c_acctbal", col("c_phone").str.slice(0, 2).alias("cntrycode"))
        .filter(col("cntrycode").is_in(["13", "31", "23", "29", "30", "18", "17"]))
    )
    average = customers.filter(col("c_acctbal") > 0).select(col("c_acctbal").mean().alias("average"))
    return (
        customers.join(t["orders"], left_on="c_custkey", right_on="o_custkey", how="anti")
        .join(average, how="cross")
        .filter(col("c_acctbal") > col("average"))
        .group_by("cntrycode")
        .agg(len().alias("numcust"), col("c_acctbal").sum().alias("totacctbal"))
        .sort("cntrycode")
    )
