import { describe, expect, it } from 'vitest';
import {
  candidatesOf,
  type Found,
  keyOf,
  leaksOf,
  MASK,
  mentionsOf,
  piecesOf,
  placesOf,
  proposedRole,
  redactionStart,
  rolesOf,
} from './text';

/** A finding of a word in the text, with its place in scalar values. */
function found(text: string, raw: string, over: Partial<Found> = {}): Found {
  const start = [...text.slice(0, text.indexOf(raw))].length;
  const end = start + [...raw].length;
  return { kind: 'phone', value: raw, raw, place: 'narrative', start, end, role: 'offender', ...over };
}

describe('places in a story', () => {
  it('are counted in scalar values: an emoji before them is one', () => {
    const text = '😡😡 nó gọi 0912 000 101, 👨‍👩‍👧 rồi 0977000133';
    const all = [found(text, '0977000133'), found(text, '0912 000 101')];
    // In units of the string the first would begin two later.
    expect(all[1]?.start).toBe(10);
    expect(text.indexOf('0912')).toBe(12);
    expect(piecesOf(text, all).map((piece) => [piece.text, piece.of?.raw])).toEqual([
      ['😡😡 nó gọi ', undefined],
      ['0912 000 101', '0912 000 101'],
      [', 👨‍👩‍👧 rồi ', undefined],
      ['0977000133', '0977000133'],
    ]);
    expect(
      piecesOf(text, all)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });
  it('leave out what stands elsewhere, and what lies over another', () => {
    const text = 'Xem gia-mau.example/dat ngay';
    const url = found(text, 'gia-mau.example/dat', { kind: 'url' });
    const domain = found(text, 'gia-mau.example', { kind: 'domain' });
    const form = { ...found(text, 'Xem'), place: 'form', start: null, end: null };
    const message = { ...domain, place: 'message' };
    const wrong = { ...domain, start: 0, end: 5 };
    const beyond = { ...domain, start: 900, end: 915 };
    expect(placesOf(text, [domain, url, form, message, wrong, beyond]).map((place) => place.of)).toEqual([
      domain,
    ]);
  });
  it('cut nothing where nothing was found', () => {
    expect(piecesOf('', [])).toEqual([]);
    expect(piecesOf('abc', [])).toEqual([{ text: 'abc' }]);
  });
});

describe('the redacted copy', () => {
  const text =
    'Tôi là Mẫu, số tôi 0905 000 777, mail mau@vi-du.example. Nó gọi 0912000101, stk 1012000111. Gọi lại 0905 000 777 nhé.';
  const own = found(text, '0905 000 777', { value: '0905000777', role: 'victim' });
  const mail = found(text, 'mau@vi-du.example', { kind: 'email' });
  const theirs = found(text, '0912000101');
  const account = found(text, '1012000111', { kind: 'bank_account' });
  const all = [own, mail, theirs, account];

  it('begins without what may say who reports, wherever it stands', () => {
    expect(redactionStart(text, all, new Map())).toBe(
      `Tôi là Mẫu, số tôi ${MASK}, mail ${MASK}. Nó gọi ${MASK}, stk 1012000111. Gọi lại ${MASK} nhé.`,
    );
  });
  it('keeps a phone that was confirmed as the offender’s, and takes out an account that is the reporter’s', () => {
    const roles = rolesOf([
      { kind: 'phone', value: '0912000101', role: 'offender' },
      { kind: 'bank_account', value: '1012000111', role: 'victim' },
    ]);
    const start = redactionStart(text, all, roles);
    expect(start).toContain('0912000101');
    expect(start).not.toContain('1012000111');
    expect(start).not.toContain('0905');
  });
  it('tells what was put back into it', () => {
    expect(leaksOf('Nó gọi 0912000101', all, new Map())).toEqual(['0912000101']);
    expect(leaksOf('số 0905000777', all, new Map())).toEqual(['0905000777']);
    expect(leaksOf('stk 1012000111', all, new Map())).toEqual([]);
  });
});

describe('indicators to confirm', () => {
  const text = '0912000101 0905000777 1900545413';
  const theirs = found(text, '0912000101');
  const own = found(text, '0905000777', { role: 'victim' });
  const service = found(text, '1900545413', { role: 'third' });

  it('are proposed as whose they seem to be', () => {
    expect([theirs, own, service].map(proposedRole)).toEqual(['offender', 'victim', 'third']);
    expect(proposedRole({ role: 'of_tomorrow' })).toBe('offender');
    const list = candidatesOf([theirs, own, service, theirs], [], [], {});
    expect(list.map((one) => one.choice)).toEqual(['offender', 'victim', 'third']);
    expect(mentionsOf(list).map((one) => one.role)).toEqual(['offender', 'victim', 'third']);
  });
  it('send what the person chose, and nothing of what is none', () => {
    const list = candidatesOf([theirs, own], [], [], { [keyOf(theirs)]: 'none', [keyOf(own)]: 'third' });
    expect(mentionsOf(list)).toEqual([
      { kind: 'phone', value: '0905000777', bank: '', service: '', role: 'third' },
    ]);
  });
  it('stay as they were confirmed; what was left out then is left out now', () => {
    const confirmed = [
      { kind: 'phone', value: '0912000101', bank: null, service: 'zalo', role: 'third' },
      // Kept as a tag: whoever it belongs to is not read again.
      { kind: 'phone', value: '', bank: null, service: null, role: 'victim' },
      { kind: 'url', value: 'https://gia-mau.example/a', bank: null, service: null, role: 'offender' },
    ];
    const typed = [{ kind: 'bank_account', value: '1012000111', bank: 'VCB', service: '', role: 'offender' }];
    const list = candidatesOf([theirs, own, service], confirmed, typed, {});
    expect(list.map((one) => [one.mention.value, one.choice, one.isConfirmed])).toEqual([
      ['0912000101', 'third', true],
      ['0905000777', 'victim', false],
      ['1900545413', 'none', false],
      ['https://gia-mau.example/a', 'offender', true],
      ['1012000111', 'offender', false],
    ]);
    expect(mentionsOf(list)[0]).toMatchObject({ service: 'zalo' });
  });
});
