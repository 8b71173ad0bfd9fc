/**
 * IEEE-754 numbers without a floating-point unit: every float instruction of WebAssembly as a function on bit patterns (f64 as
 * i64, f32 as i32), named as the instruction with `_` for `.`. Integer operations only, no memory, no imports, no state. The
 * guest compiler links those that a module uses, so that a float costs only those who use it, and means the same everywhere.
 */
export * from './compare';
export * from './convert';
export * from './f32';
export * from './f64';
export * from './round';
