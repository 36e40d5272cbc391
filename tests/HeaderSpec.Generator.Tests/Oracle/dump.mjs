// What was read, as JSON:
//   integers and enumerations  decimal strings                 "42"
//   truth values               true, false
//   floating-point numbers     their IEEE 754 bits             {"f":"3f800000"}, what is no number as 7fc00000 or 7ff8000000000000
//   bytes                      {"b":"00ff"}
//   strings                    strings
//   lists, types               arrays, objects (fields, then instances, by their ids)
//   what is absent             null
//   an instance that fails     {"error":"eof"}
//   the seventh level          {"deep":true}
// A record that can't be read is {"error":…,"message":…}.
import { KaitaiStream } from './packages.mjs';

const DEEPEST = 6;
const scratch = new DataView(new ArrayBuffer(8));

/** The class of an error: eof, valid, contents, enum, precision (JavaScript's numbers can't tell) or other. */
function classOf(error) {
  if (error instanceof KaitaiStream.EOFError || error.message.startsWith('End of stream reached')) {
    return 'eof';
  }

  if (error.name === 'ValidationNotInEnumError') {
    return 'enum';
  }

  if (error.name.startsWith('Validation')) {
    return error.element !== undefined && 'contents' in error.element ? 'contents' : 'valid';
  }

  if (error instanceof PrecisionError || (error instanceof TypeError && error.message.includes('BigInt'))) {
    return 'precision';
  }

  return 'other';
}

class PrecisionError extends Error {}

export class Dumper {
  #types;

  constructor(types) {
    this.#types = new Map([...types].map(([type, members]) => [type, members.map((member, index) => ({ ...member, key: `${index === 0 ? '' : ','}${JSON.stringify(member.id)}:` }))]));
  }

  /** The line of one record, which `read` reads. */
  line(read) {
    try {
      return this.#object(read(), 1);
    } catch (error) {
      return `{"error":"${classOf(error)}","message":${JSON.stringify(`${error.path ? `${error.path}: ` : ''}${error.message}`)}}`;
    }
  }

  #object(object, depth) {
    if (depth > DEEPEST) {
      return '{"deep":true}';
    }

    let text = '{';
    for (const member of this.#types.get(object.constructor)) {
      text += member.key + (member.instance ? this.#instance(object, member, depth) : this.#value(object[member.name], member.float, depth));
    }

    return text + '}';
  }

  #instance(object, member, depth) {
    try {
      const value = object[member.name];
      if (value === undefined && !member.optional) {
        throw new RangeError('no such element');
      }

      return this.#value(value, member.float, depth);
    } catch (error) {
      return `{"error":"${classOf(error)}"}`;
    }
  }

  #value(value, float, depth) {
    switch (typeof value) {
      case 'number':
        return float === undefined ? integer(value) : bits(value, float);
      case 'bigint':
        return `"${value}"`;
      case 'boolean':
        return value ? 'true' : 'false';
      case 'string':
        return JSON.stringify(value);
      case 'undefined':
        return 'null';
    }

    if (value instanceof Uint8Array) {
      return `{"b":"${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}"}`;
    }

    return Array.isArray(value) ? `[${value.map(item => this.#value(item, float, depth)).join(',')}]` : this.#object(value, depth + 1);
  }
}

function integer(value) {
  if (!Number.isInteger(value)) {
    throw new RangeError(`${value} is no integer`);
  }

  if (!Number.isSafeInteger(value)) {
    throw new PrecisionError(`${value} is not exact`);
  }

  return `"${value}"`;
}

function bits(value, float) {
  // JavaScript need not keep the bits of what is no number.
  if (Number.isNaN(value)) {
    return float === 'f4' ? '{"f":"7fc00000"}' : '{"f":"7ff8000000000000"}';
  }

  if (float === 'f4') {
    scratch.setFloat32(0, value);
    return `{"f":"${scratch.getUint32(0).toString(16).padStart(8, '0')}"}`;
  }

  scratch.setFloat64(0, value);
  return `{"f":"${scratch.getBigUint64(0).toString(16).padStart(16, '0')}"}`;
}
