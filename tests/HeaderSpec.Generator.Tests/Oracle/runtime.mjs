// Kaitai's JavaScript runtime, with exact integers, and without what only JavaScript does and the language does not say.
import { KaitaiStream } from './packages.mjs';

/** The streams that were made for the current record. */
export const streams = [];

const decoders = new Map();

/** Numbers where they are exact, BigInt where they would not be. */
function exact(value) {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

export class ExactStream extends KaitaiStream {
  constructor(data, offset) {
    super(data, offset);
    streams.push(this);
  }

  /** The stream of a new record. */
  static over(bytes) {
    streams.length = 0;
    return new ExactStream(bytes);
  }

  readU8be() {
    return this.#read64('getBigUint64', false);
  }

  readU8le() {
    return this.#read64('getBigUint64', true);
  }

  readS8be() {
    return this.#read64('getBigInt64', false);
  }

  readS8le() {
    return this.#read64('getBigInt64', true);
  }

  #read64(method, littleEndian) {
    this.ensureBytesLeft(8);
    const value = this._dataView[method](this.pos, littleEndian);
    this.pos += 8;
    return exact(value);
  }

  // The runtime refuses more than 32 bits.
  readBitsIntBe(n) {
    if (n <= 32) {
      return super.readBitsIntBe(n);
    }

    let all = BigInt(this.bits);
    const needed = n - this.bitsLeft;
    for (const byte of this.readBytes((needed + 7) >> 3)) {
      all = (all << 8n) | BigInt(byte);
    }

    this.bitsLeft = -needed & 7;
    this.bits = Number(all & ((1n << BigInt(this.bitsLeft)) - 1n));
    return exact(all >> BigInt(this.bitsLeft));
  }

  readBitsIntLe(n) {
    if (n <= 32) {
      return super.readBitsIntLe(n);
    }

    let all = BigInt(this.bits);
    let shift = BigInt(this.bitsLeft);
    const needed = n - this.bitsLeft;
    for (const byte of this.readBytes((needed + 7) >> 3)) {
      all |= BigInt(byte) << shift;
      shift += 8n;
    }

    this.bitsLeft = -needed & 7;
    this.bits = Number(all >> BigInt(n));
    return exact(all & ((1n << BigInt(n)) - 1n));
  }

  // The runtime takes lengths modulo 2^32.
  mapUint8Array(length) {
    const count = Number(length);
    if (!(count >= 0)) {
      throw new RangeError(`the length ${length} is negative`);
    }

    this.ensureBytesLeft(count);
    const bytes = new Uint8Array(this._buffer, this._byteOffset + this.pos, count);
    this.pos += count;
    return bytes;
  }

  // The runtime takes what is before the start for the start.
  seek(position) {
    if (!(position >= 0)) {
      throw new RangeError(`the position ${position} is negative`);
    }

    super.seek(position);
  }

  // The runtime skips a byte too many where the terminator is both included and consumed.
  readBytesTerm(terminator, include, consume, eosError) {
    if (!include) {
      return super.readBytesTerm(terminator, false, consume, eosError);
    }

    const bytes = super.readBytesTerm(terminator, true, false, eosError);
    if (!consume && bytes.length > 0 && bytes[bytes.length - 1] === terminator) {
      this.pos -= 1;
    }

    return bytes;
  }

  // The runtime makes a decoder for each string, and strips byte order marks.
  static bytesToStr(bytes, encoding) {
    if (encoding.toLowerCase() === 'ascii') {
      return KaitaiStream.bytesToStr(bytes, encoding);
    }

    let decoder = decoders.get(encoding);
    if (decoder === undefined) {
      decoder = new TextDecoder(encoding, { ignoreBOM: true });
      decoders.set(encoding, decoder);
    }

    return decoder.decode(bytes);
  }
}

/** The runtime for one compiled spec: its validation errors know the element of the spec that they are about. */
export function runtimeOf(spec) {
  class Runtime extends ExactStream {}
  for (const name of Object.getOwnPropertyNames(KaitaiStream).filter(name => name.startsWith('Validation'))) {
    const known = KaitaiStream[name];
    Runtime[name] = function (...details) {
      const error = new known(...details);
      error.path = details[details.length - 1];
      error.element = error.path.split('/').slice(1).reduce((node, key) => node?.[key], spec);
      return error;
    };
  }

  return Runtime;
}

/** What compiled code knows as Number: text that is no decimal number is an error, as in Kaitai's other targets. */
export const ExactNumber = {
  parseInt(text, radix) {
    const value = /^[+-]?[0-9]+$/.test(text) ? Number.parseInt(text, radix) : NaN;
    if (!Number.isSafeInteger(value)) {
      throw new SyntaxError(`"${text}" is no number`);
    }

    return value;
  },
};

/** What compiled code knows as Object: the instances that it defines can be wrapped. */
export const OpenObject = {
  defineProperty: (target, name, descriptor) => Object.defineProperty(target, name, { ...descriptor, configurable: true }),
  freeze: Object.freeze,
  prototype: Object.prototype,
};
