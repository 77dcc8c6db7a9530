import { describe, expect, it } from '@jest/globals';
import { readCode } from './classification.ts';
import { countryCode } from './country.ts';
import { currencyCode } from './currency.ts';
import { addDecimals, isPositive } from './decimal.ts';

describe('countryCode', () => {
  it.each([
    ['GB', 'GB'],
    ['UK', 'GB'],
    ['England', 'GB'],
    ['ENG', 'GB'],
    ['United Kingdom', 'GB'],
    ['Northern Ireland', 'GB'],
    ['COLOMBIA', 'CO'],
    ['México', 'MX'],
    ['PT', 'PT'],
    ['NOR', 'NO'],
    ['EL', 'GR'],
    ['1A0', 'XK'],
    ['Україна', 'UA'],
    ['日本', 'JP'],
    ['대한민국', 'KR'],
    ['Deutschland', 'DE'],
    ['Saudi Arabia', 'SA'],
    [' the Netherlands ', 'NL'],
    ['Côte d’Ivoire', 'CI'],
  ])('reads %j as %s', (spelling, code) => {
    expect(countryCode(spelling)).toBe(code);
  });

  it.each(['Hertfordshire', '', 'XX', 'ZZZ', 'Earth'])('guesses nothing from %j', (spelling) => {
    expect(countryCode(spelling)).toBeUndefined();
  });
});

describe('currencyCode', () => {
  it('reads ISO 4217 in any case and nothing else', () => {
    expect(['GBP', 'chf', 'XYZ', '€'].map(currencyCode)).toEqual(['GBP', 'CHF', undefined, undefined]);
  });
});

describe('readCode', () => {
  it.each([
    ['CPV', '48000000', '48000000', false],
    ['CPV', '72000000-5', '72000000', false],
    ['ДК021', '09110000-3', '09110000', false],
    ['CPV', '9110000', '09110000', true],
    ['CPV', '45233130.0', '45233130', true],
    ['CPV', '452331419', '45233141', false],
    ['CPV', 'IT services', 'IT services', true],
  ])('reads %s %s as %s', (scheme, printed, code, doubtful) => {
    const read = readCode(scheme, printed);
    expect([read.scheme, read.code, read.warning !== undefined]).toEqual(['CPV', code, doubtful]);
  });

  it('keeps codes of other schemes as printed', () => {
    expect(readCode('UNSPSC', '0012345')).toEqual({ scheme: 'UNSPSC', code: '0012345' });
    expect(readCode(undefined, '12')).toEqual({ scheme: 'unknown', code: '12' });
  });
});

describe('addDecimals', () => {
  it('adds exactly what floats would round', () => {
    expect(addDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(addDecimals(['9007199254740993', '0.01'])).toBe('9007199254740993.01');
    expect(addDecimals(['1.50', '2'])).toBe('3.50');
    expect(addDecimals([])).toBe('0');
  });
});

describe('isPositive', () => {
  it('knows zero in every writing', () => {
    expect(['0', '0.00', '0.01', '-1', 'x'].map(isPositive)).toEqual([false, false, true, false, false]);
  });
});
