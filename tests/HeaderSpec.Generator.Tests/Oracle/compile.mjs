// Compiles a spec with Kaitai's compiler, and tells which class reads which type of the spec.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compiler, yaml } from './packages.mjs';
import { ExactNumber, OpenObject, runtimeOf, streams } from './runtime.mjs';

const camel = id => id.split('_').map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
const pascal = id => id.split('_').map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('');

/**
 * The class of the spec's root, and for the class of each type what it has: `[{ id, name, instance, optional, float }]`,
 * fields in the order of `seq`, then instances in the order of the file.
 */
export async function compile(path) {
  const specs = new Map();
  const load = file => {
    const spec = yaml.load(readFileSync(file, 'utf8'));
    specs.set(pascal(spec.meta.id), spec);
    return spec;
  };

  const spec = load(path);
  const importer = { importYaml: async name => load(join(dirname(path), `${name}.ksy`)) };
  const files = await compiler.compile('javascript', spec, importer, false);
  const floats = floatsOf(Object.values(await compiler.compile('csharp', spec, importer, false)).join('\n'));

  const modules = new Map();
  const require = name => {
    const id = name.replace('./', '');
    if (!modules.has(id)) {
      const module = {};
      modules.set(id, module);
      const runtime = runtimeOf(specs.get(id));
      const run = new Function('exports', 'require', 'Number', 'Object', files[`${id}.js`]);
      run(module, other => (other === 'kaitai-struct/KaitaiStream' ? runtime : require(other)), ExactNumber, OpenObject);
    }

    return modules.get(id);
  };

  const types = new Map();
  const describe = (type, compiled, className) => {
    types.set(compiled, membersOf(type, className, floats));
    for (const [id, instance] of Object.entries(type.instances ?? {})) {
      isolate(compiled.prototype, camel(id), 'pos' in instance);
    }

    for (const [id, nested] of Object.entries(type.types ?? {})) {
      describe(nested, compiled[pascal(id)], `${className}.${pascal(id)}`);
    }
  };

  for (const [id, each] of specs) {
    describe(each, require(`./${id}`)[id], id);
  }

  const root = pascal(spec.meta.id);
  return { Root: require(`./${root}`)[root], types };
}

function membersOf(type, className, floats) {
  const member = (id, element, instance) => ({
    id,
    name: camel(id),
    instance,
    optional: 'if' in element || (typeof element.type === 'object' && !('_' in element.type.cases) && !('size' in element) && element['size-eos'] !== true),
    float: floats.get(`${className}.${pascal(id)}`),
  });

  return [
    ...(type.seq ?? []).filter(field => 'id' in field).map(field => member(field.id, field, false)),
    ...Object.entries(type.instances ?? {}).map(([id, instance]) => member(id, instance, true)),
  ];
}

/** The properties that are floating-point numbers. JavaScript can't tell 1 from 1.0; in C# the compiler has to say which it is. */
function floatsOf(code) {
  const floats = new Map();
  const scope = [];
  for (const [, indent, className, type, property] of code.matchAll(/^( +)public (?:partial class (\w+) : KaitaiStruct|(\S+) (\w+)(?: \{ get .*)?)$/gm)) {
    const depth = indent.length / 4 - 1;
    if (className !== undefined) {
      scope.length = depth;
      scope.push(className);
    } else if (/^(?:List<)?(?:float|double)\b/.test(type)) {
      floats.set(`${scope.slice(0, depth).join('.')}.${property}`, type.includes('float') ? 'f4' : 'f8');
    }
  }

  return floats;
}

/**
 * Makes an instance independent of others: one that fails leaves neither the streams' positions nor half a list behind, and one at a position starts at a whole byte.
 */
function isolate(prototype, name, positioned) {
  const cache = `_m_${name}`;
  const original = Object.getOwnPropertyDescriptor(prototype, name).get;
  Object.defineProperty(prototype, name, {
    get() {
      if (this[cache] !== undefined) {
        return this[cache];
      }

      const before = streams.map(stream => [stream, stream.pos, stream.bits, stream.bitsLeft]);
      const restore = () => before.forEach(([stream, pos, bits, bitsLeft]) => Object.assign(stream, { pos, bits, bitsLeft }));
      if (positioned) {
        streams.forEach(stream => stream.alignToByte());
      }

      try {
        const value = original.call(this);
        if (positioned) {
          restore();
        }

        return value;
      } catch (error) {
        delete this[cache];
        restore();
        throw error;
      }
    },
  });
}
