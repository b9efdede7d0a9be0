package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import dev.lockstep.plan.schema.Forms;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.util.List;
import java.util.Map;

/**
 * The piecewise-linear encoding of number columns on quantile bins.
 *
 * @param bins the most bins per column
 * @param columns names and globs; empty for all number columns
 */
public record PiecewiseLinear(int bins, List<String> columns) {

    private static final String NAME = "piecewise_linear";
    private static final int MOST_BINS = 1000;

    private static final Key<Integer> BINS = Key.of(
            "bins",
            Types.whole(Domain.whole(2, MOST_BINS)),
            16,
            "the most bins per column, between quantiles of the training rows; a value held by more than one row"
                    + " in so many is an edge of its own");
    private static final Key<List<String>> COLUMNS = Key.of(
            "columns",
            Types.names("a column or pattern"),
            List.of(),
            "the columns to encode; `[]` means all columns of numbers");
    private static final Section<PiecewiseLinear> BINNING = Section.of(
                    values -> new PiecewiseLinear(values.get(BINS), values.get(COLUMNS)))
            .with(BINS, PiecewiseLinear::bins)
            .with(COLUMNS, PiecewiseLinear::columns);
    private static final Key<PiecewiseLinear> ENCODING = Key.required(NAME, BINNING, "");
    private static final Section<PiecewiseLinear> SCHEMA =
            Section.<PiecewiseLinear>of(values -> values.get(ENCODING)).with(ENCODING, encoding -> encoding);

    static final Type<PiecewiseLinear> TYPE = new Forms<>(NAME + " or {" + NAME + ": {bins, columns}}", SCHEMA::write)
            .with(NAME::equals, Types.of("", Map.of("const", NAME), name -> BINNING.read(Map.of()), encoding -> NAME))
            .with(Map.class::isInstance, SCHEMA);

    public PiecewiseLinear {
        BINS.check(bins);
        columns = List.copyOf(columns);
    }
}
