import { describe, expect, it } from '@jest/globals';
import { object, subject, topic, towards } from './particle.ts';

describe('particles', () => {
  it('follow the last sound of Korean words', () => {
    expect([topic('독일'), topic('한국'), topic('프랑스')]).toEqual(['독일은', '한국은', '프랑스는']);
    expect([subject('인증'), subject('국가')]).toEqual(['인증이', '국가가']);
    expect([object('요건'), object('시설'), object('모델 비교')]).toEqual([
      '요건을',
      '시설을',
      '모델 비교를',
    ]);
  });

  it('take 로 after a vowel and after ㄹ', () => {
    expect([towards('프랑스'), towards('서울'), towards('한국')]).toEqual(['프랑스로', '서울로', '한국으로']);
  });

  it('read digits, abbreviations and words as they are said', () => {
    expect([topic('조항 4.2'), topic('조항 3'), topic('조항 1')]).toEqual([
      '조항 4.2는',
      '조항 3은',
      '조항 1은',
    ]);
    expect([topic('AWS'), topic('IBM'), topic('OVHcloud'), topic('Oracle')]).toEqual([
      'AWS는',
      'IBM은',
      'OVHcloud는',
      'Oracle은',
    ]);
    expect([topic('Samsung'), subject('Tencent')]).toEqual(['Samsung은', 'Tencent가']);
    expect([topic('Data at home'), topic('zone'), topic('service')]).toEqual([
      'Data at home은',
      'zone은',
      'service는',
    ]);
  });

  it('look through closing quotes and brackets', () => {
    expect([
      topic('「봉인법」'),
      object('인증(하위 계층)'),
      topic('시설 (서울(강남) 외)'),
      topic('(주)'),
    ]).toEqual(['「봉인법」은', '인증(하위 계층)을', '시설 (서울(강남) 외)은', '(주)는']);
  });
});
