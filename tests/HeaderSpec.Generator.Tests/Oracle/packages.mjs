// The npm packages: from the folder that KAITAI_MODULES names, or from node_modules beside this file.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const folder = process.env.KAITAI_MODULES || join(dirname(fileURLToPath(import.meta.url)), 'node_modules');

export const KaitaiStream = require(join(folder, 'kaitai-struct', 'KaitaiStream.js'));
export const yaml = require(join(folder, 'js-yaml'));
export const compiler = require(join(folder, 'kaitai-struct-compiler'));
