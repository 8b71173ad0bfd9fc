/**
 * WebAssembly's text format to binary, by wabt (the reference tools): loaded on first use, for most guests come as something
 * else. Binaryen would do without another package, but rewrites what it reads; wabt keeps every instruction and name.
 */
import { CompileError } from './errors.ts';

/** The features that the compiler translates; others are refused where they stand in the text. */
const features = {
  mutable_globals: true,
  sign_extension: true,
  sat_float_to_int: true,
  multi_value: true,
  bulk_memory: true,
};

/** @param name for messages, e.g. `guest.wat` @throws CompileError `WatSyntax` with line, column and a caret */
export async function compileWat(name: string, text: string): Promise<Uint8Array> {
  const { default: load } = await import('wabt');
  const wabt = await load();
  let module: ReturnType<typeof wabt.parseWat> | undefined;
  try {
    module = wabt.parseWat(name, text, features);
    module.resolveNames();
    module.validate();
    return module.toBinary({ write_debug_names: true }).buffer;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CompileError('WatSyntax', message.replace(/^(parseWat|validate) failed:\n/, '').trimEnd());
  } finally {
    module?.destroy();
  }
}
