// Reads bytes as Kaitai does: node kaitai.mjs SPEC.ksy < records > lines
// A record is its length (u4le) and its bytes; for each a line of JSON comes out, in the same order (see dump.mjs).
import { once } from 'node:events';
import { compile } from './compile.mjs';
import { Dumper } from './dump.mjs';
import { ExactStream } from './runtime.mjs';

const CHUNK = 1 << 16;

// Errors are results here, and nobody looks at where they were raised.
Error.stackTraceLimit = 0;

async function* records(input) {
  let rest = Buffer.alloc(0);
  for await (const chunk of input) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    const found = [];
    while (start + 4 <= rest.length) {
      const end = start + 4 + rest.readUInt32LE(start);
      if (end > rest.length) {
        break;
      }

      found.push(rest.subarray(start + 4, end));
      start = end;
    }

    rest = rest.subarray(start);
    yield found;
  }

  if (rest.length !== 0) {
    throw new Error(`The input ends inside a record, after ${rest.length} of its bytes.`);
  }
}

async function main(spec) {
  const { Root, types } = await compile(spec);
  const dumper = new Dumper(types);
  let lines = '';
  const flush = async () => {
    const text = lines;
    lines = '';
    if (!process.stdout.write(text)) {
      await once(process.stdout, 'drain');
    }
  };

  for await (const batch of records(process.stdin)) {
    for (const bytes of batch) {
      lines += dumper.line(() => new Root(ExactStream.over(bytes), null, null)) + '\n';
      if (lines.length >= CHUNK) {
        await flush();
      }
    }

    await flush();
  }
}

if (process.argv.length !== 3) {
  console.error('node kaitai.mjs SPEC.ksy < records > lines');
  process.exit(2);
}

main(process.argv[2]).catch(error => {
  console.error(error?.message ?? String(error));
  process.exitCode = 1;
});
