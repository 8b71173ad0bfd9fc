/**
 * Comma-separated values read in place (RFC 4180, LF or CRLF), with integers and fixed-point decimals instead of floats: a
 * claim about money or measurements should be exact, and floats cost many more cycles. A quoted field may hold the separator,
 * but no line break.
 */
import { viewOf } from './input';

const QUOTE: u8 = 0x22;
const LF: u8 = 0x0a;
const CR: u8 = 0x0d;

/** Walks through the rows of a file: `while (csv.next()) total += csv.integer(2);` allocates nothing per row. */
export class CsvReader {
  /** Number of rows passed so far, the current one included. */
  row: i32 = 0;
  private at: usize;
  private end: usize;
  private rowStart: usize = 0;
  private rowEnd: usize = 0;
  private fieldStart: usize = 0;
  private fieldEnd: usize = 0;

  constructor(
    bytes: Uint8Array,
    private separator: u8 = 0x2c,
  ) {
    this.at = bytes.dataStart;
    this.end = bytes.dataStart + bytes.length;
  }

  /** Moves to the next row; false at the end of the file. The first row, often a header, is a row too. */
  next(): bool {
    let at = this.at;
    const end = this.end;
    if (at >= end) return false;
    this.rowStart = at;
    while (at < end && load<u8>(at) != LF) at++;
    this.at = at < end ? at + 1 : at;
    this.rowEnd = at > this.rowStart && load<u8>(at - 1) == CR ? at - 1 : at;
    this.row++;
    return true;
  }

  /** Finds field `index`, its quotes left out; panics if the row has no such field. */
  private find(index: i32): void {
    const end = this.rowEnd;
    const separator = this.separator;
    let at = this.rowStart;
    for (;;) {
      const start = at;
      if (at < end && load<u8>(at) == QUOTE) {
        at++;
        // Two quotes in a row stand for one and leave the field quoted.
        while (at < end && (load<u8>(at) != QUOTE || (at + 1 < end && load<u8>(at, 1) == QUOTE)))
          at += load<u8>(at) == QUOTE ? 2 : 1;
        assert(at < end, 'CSV: a quoted field does not end in its row');
        at++;
        assert(at == end || load<u8>(at) == separator, 'CSV: text after the end of a quoted field');
        this.fieldStart = start + 1;
        this.fieldEnd = at - 1;
      } else {
        while (at < end && load<u8>(at) != separator) at++;
        this.fieldStart = start;
        this.fieldEnd = at;
      }
      if (index-- == 0) return;
      assert(at < end, 'CSV: the row has fewer fields');
      at++;
    }
  }

  /** Field `index` (from 0) of the current row, in place; quotes around it are left out, doubled quotes inside stay doubled. */
  field(index: i32): Uint8Array {
    this.find(index);
    return viewOf(this.fieldStart, <i32>(this.fieldEnd - this.fieldStart));
  }

  /** Field `index` as a string, doubled quotes inside still doubled. */
  text(index: i32): string {
    this.find(index);
    return String.UTF8.decodeUnsafe(this.fieldStart, this.fieldEnd - this.fieldStart);
  }

  /** The number of the column with this header, looked up in the current row; panics if there is none. */
  column(name: string): i32 {
    let index: i32 = 0;
    while (this.text(index) != name) index++;
    return index;
  }

  /** Field `index` as an integer; spaces around it are allowed, anything else panics. */
  integer(index: i32): i64 {
    return this.decimal(index, 0);
  }

  /** Field `index` in units of 10^-places: with 2 places, `12.5` gives 1250. More places in the field panic, as does overflow. */
  decimal(index: i32, places: i32): i64 {
    this.find(index);
    let at = this.fieldStart;
    let end = this.fieldEnd;
    while (at < end && load<u8>(at) == 0x20) at++;
    while (end > at && load<u8>(end - 1) == 0x20) end--;
    const isNegative = at < end && load<u8>(at) == 0x2d;
    if (isNegative) at++;
    // Digits after the point, or -1 before it.
    let fraction: i32 = -1;
    let digits: i32 = 0;
    let value: i64 = 0;
    for (; at < end; at++) {
      const byte: u8 = load<u8>(at);
      if (byte == 0x2e && fraction < 0 && places > 0) {
        fraction = 0;
        continue;
      }
      const digit: i32 = <i32>byte - 0x30;
      assert(<u32>digit < 10, 'CSV: the field is not a number of this form');
      if (fraction >= 0) fraction++;
      digits++;
      value = times10(value) + digit;
      assert(value >= 0, 'CSV: the number is too large');
    }
    assert(digits > 0, 'CSV: the field is not a number of this form');
    assert(fraction <= places, 'CSV: the number has more decimal places than asked for');
    for (let i = max(fraction, 0); i < places; i++) value = times10(value);
    return isNegative ? -value : value;
  }
}

function times10(value: i64): i64 {
  assert(value <= i64.MAX_VALUE / 10, 'CSV: the number is too large');
  return value * 10;
}
