// The npm packages: from the folder that KAITAI_MODULES names, or from node_modules beside this file.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const require = createRequire(import.meta.url);
const folder = process.env.KAITAI_MODULES || join(dirname(fileURLToPath(import.meta.url)), 'node_modules');

export const KaitaiStream = require(join(folder, 'kaitai-struct', 'KaitaiStream.js'));
export const yaml = require(join(folder, 'js-yaml'));
export const compiler = requireCached(join(folder, 'kaitai-struct-compiler', 'kaitai-struct-compiler.js'));

// The compiler is 6 MB of code: to parse it takes most of the time of a short run. V8 refuses what another version of it, or of the code, left.
function requireCached(file) {
  const cache = join(folder, '.cache', 'kaitai-struct-compiler');
  const cachedData = unless(['ENOENT', 'EACCES'], () => readFileSync(cache));
  const script = new Script(`(function (exports, require, module) {${readFileSync(file, 'utf8')}\n})`, { filename: file, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module);
  if (cachedData === undefined || script.cachedDataRejected) {
    unless(['EACCES', 'EPERM', 'EROFS'], () => {
      mkdirSync(dirname(cache), { recursive: true });
      // Others may be starting at this moment: they see the whole file or none.
      writeFileSync(`${cache}.${process.pid}`, script.createCachedData());
      renameSync(`${cache}.${process.pid}`, cache);
    });
  }

  return module.exports;
}

function unless(codes, action) {
  try {
    return action();
  } catch (error) {
    if (!codes.includes(error.code)) {
      throw error;
    }

    return undefined;
  }
}
