"""Triton kernels: one dilated convolution of the trunk with what stands around it, and the taps.

Every kernel runs over blocks of positions of the rows of a level (`models.fused.layout`), for all
networks at once: program 0 counts blocks, program 1 networks.
"""

import triton
import triton.language as tl

_COUNTS = ("n_rows", "n_source", "n_residual", "n_result", "n_taps", "dilation", "span")
"""Arguments whose values call for no code of their own: one kernel serves every size."""


@triton.jit
def _fields(table, row, n_rows):
    """Return origin, low, high, moved and anchor of a row."""
    at = table + row
    return (
        tl.load(at),
        tl.load(at + n_rows),
        tl.load(at + 2 * n_rows),
        tl.load(at + 3 * n_rows),
        tl.load(at + 4 * n_rows),
    )


@triton.jit
def _position(column, fields):
    """Return where in the buffer a column of a row's frame lies: in its window or outside."""
    origin, low, high, moved, anchor = fields
    outside = origin + tl.where(column < low, column, column - moved)
    return tl.where((column >= low) & (column < high), anchor + column, outside)


@triton.jit(do_not_specialize=_COUNTS)
def convolve(
    source,
    weight,
    bias,
    residual,
    scale,
    shift,
    result,
    activated,
    blocks,
    source_table,
    residual_table,
    result_table,
    n_rows,
    n_source,
    n_residual,
    n_result,
    n_taps,
    dilation,
    span,
    slope,
    IS_SECOND: tl.constexpr,
    HAS_NEXT: tl.constexpr,
    BLOCK: tl.constexpr,
    CHANNELS: tl.constexpr,
    PRECISION: tl.constexpr,
):
    """Convolve `source`; then rectify (first of a unit) or add `residual` (second).

    The second convolution also writes what the next unit's first one reads: `activated`, scaled,
    shifted and rectified. `source` is (networks, n_source, CHANNELS), `weight` (networks, n_taps,
    in, out).
    """
    network = tl.program_id(1).to(tl.int64)
    block = tl.program_id(0)
    row = tl.load(blocks + 2 * block)
    lanes = tl.arange(0, CHANNELS)
    within = tl.load(blocks + 2 * block + 1) * BLOCK + tl.arange(0, BLOCK)
    at = result_table + row
    inside = within < tl.load(at + 6 * n_rows)
    first = tl.load(at + 5 * n_rows)
    column = first + within
    target = tl.load(at + 4 * n_rows) + column

    fields = _fields(source_table, row, n_rows)
    source += network * n_source * CHANNELS
    weight += network * n_taps * CHANNELS * CHANNELS
    square = lanes[:, None] * CHANNELS + lanes[None, :]
    total = tl.zeros((BLOCK, CHANNELS), dtype=tl.float32)
    for number in range(n_taps):
        place = _position(column + number * dilation, fields)
        x = tl.load(
            source + place[:, None] * CHANNELS + lanes[None, :], mask=inside[:, None], other=0.0
        )
        w = tl.load(weight + number * CHANNELS * CHANNELS + square)
        total = tl.dot(x, w, total, input_precision=PRECISION)
    channel = network * CHANNELS + lanes
    total += tl.load(bias + channel)[None, :]

    here = (network * n_result + target)[:, None] * CHANNELS + lanes[None, :]
    mask = inside[:, None]
    if IS_SECOND:
        place = _position(column + span, _fields(residual_table, row, n_rows))
        residual += network * n_residual * CHANNELS
        total += tl.load(
            residual + place[:, None] * CHANNELS + lanes[None, :], mask=mask, other=0.0
        )
        tl.store(result + here, total, mask=mask)
        if HAS_NEXT:
            next_one = total * tl.load(scale + channel)[None, :] + tl.load(shift + channel)[None, :]
            next_one = tl.where(next_one > 0, next_one, next_one * slope)
            tl.store(activated + here, next_one.to(activated.dtype.element_ty), mask=mask)
    else:
        total = tl.where(total > 0, total, total * slope)
        tl.store(result + here, total.to(result.dtype.element_ty), mask=mask)


@triton.jit(do_not_specialize=("n_rows", "n_hidden", "n_outputs", "start"))
def tap(
    hidden,
    weight,
    logits,
    blocks,
    table,
    output_table,
    n_rows,
    n_hidden,
    n_outputs,
    start,
    CLASSES: tl.constexpr,
    BLOCK: tl.constexpr,
    CHANNELS: tl.constexpr,
):
    """Add a 1x1 convolution of the wanted positions of `hidden` to `logits`.

    `logits` is (networks, CLASSES, n_outputs), `weight` (networks, CLASSES, CHANNELS), `start` the
    column of a frame that the first output reads.
    """
    network = tl.program_id(1).to(tl.int64)
    block = tl.program_id(0)
    row = tl.load(blocks + 2 * block)
    lanes = tl.arange(0, CHANNELS)
    column = tl.load(blocks + 2 * block + 1) * BLOCK + tl.arange(0, BLOCK)
    inside = column < tl.load(output_table + row + 6 * n_rows)
    target = tl.load(output_table + row + 4 * n_rows) + column
    place = _position(column + start, _fields(table, row, n_rows))
    hidden += network * n_hidden * CHANNELS
    x = tl.load(
        hidden + place[:, None] * CHANNELS + lanes[None, :], mask=inside[:, None], other=0.0
    )
    for number in tl.static_range(CLASSES):
        w = tl.load(weight + (network * CLASSES + number) * CHANNELS + lanes)
        here = logits + (network * CLASSES + number) * n_outputs + target
        before = tl.load(here, mask=inside, other=0.0)
        tl.store(here, before + tl.sum(x * w[None, :], axis=1), mask=inside)
