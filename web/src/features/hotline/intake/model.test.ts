import { describe, expect, it } from 'vitest';
import { adviceOf, aidOf, bodyOf, contactsFor, dialOf, FRESH } from './model';

describe('what is sent', () => {
  const filled = {
    ...FRESH,
    topic: '14',
    name: ' Nguyễn Văn Mẫu ',
    phone: '0905000777',
    narrative: ' Nó xưng công an ',
    named: [{ text: ' 0912 000 101 ' }, { text: ' ', bank: 'VCB' }, { text: '1012000111', bank: ' VCB ' }],
    amount: 5_000_000,
    bank: 'VCB',
    bank_told: true,
    money_sent_at: '2026-11-29T02:00:00Z',
  };
  it('is trimmed, and empty lines are left out', () => {
    const body = bodyOf({ ...filled, money: 'sent' }, 'd1');
    expect(body).toMatchObject({ desk_id: 'd1', narrative: 'Nó xưng công an' });
    expect(body.form.named).toEqual([
      { text: '0912 000 101', bank: '' },
      { text: '1012000111', bank: 'VCB' },
    ]);
    expect(body.form).toMatchObject({ topic: '14', channel: 'phone', amount: 5_000_000, bank_told: true });
    expect(body.identity).toMatchObject({ name: 'Nguyễn Văn Mẫu', refused_because: '' });
  });
  it('says nothing of money where none is at stake', () => {
    expect(bodyOf({ ...filled, money: 'none' }, 'd1').form).toMatchObject({
      amount: null,
      bank: '',
      bank_told: false,
      money_sent_at: null,
    });
    expect(bodyOf({ ...filled, money: 'asked' }, 'd1').form).toMatchObject({
      amount: 5_000_000,
      money_sent_at: null,
    });
  });
  it('takes nobody’s silence for an answer about money', () => {
    expect(FRESH.money).toBeNull();
    expect(bodyOf(filled, 'd1').form).toMatchObject({ money: '', amount: null, bank: '', bank_told: false });
  });
  it('holds nothing of who refuses but why', () => {
    const { identity } = bodyOf({ ...filled, refuses: true, refused_because: ' sợ trả thù ' }, 'd1');
    expect(Object.values(identity).filter(Boolean)).toEqual(['sợ trả thù']);
    // A reason that was typed and then taken back is not sent.
    expect(bodyOf({ ...filled, refused_because: 'x' }, 'd1').identity.refused_because).toBe('');
  });
});

describe('the first-aid script', () => {
  it('begins with the money', () => {
    const at = (over: Partial<typeof FRESH>) => aidOf({ ...FRESH, ...over });
    expect(at({ money: 'sending' }).slice(0, 2)).toEqual(['stop', 'bank']);
    expect(at({ money: 'asked' })).toEqual(['stop', 'evidence', 'police']);
    expect(at({ money: 'sent', bank_told: true })).toEqual(['evidence', 'refund', 'police']);
    expect(at({})).toEqual(['evidence', 'police']);
  });
  it('goes on with what was exposed, and who calls', () => {
    expect(
      aidOf({ ...FRESH, exposed: ['private_images', 'otp', 'password', 'device'], is_minor: true }),
    ).toEqual(['device', 'password', 'images', 'guardian', 'evidence', 'police']);
  });
  it('has the advice for the kind in the language one reads', () => {
    const topic = { advice: [{ vi: 'một', en: 'one' }] };
    expect(adviceOf(topic, 'en')).toEqual(['one']);
    expect(adviceOf(topic, 'vi')).toEqual(['một']);
    expect(adviceOf(undefined, 'vi')).toEqual([]);
  });
  it('names those of the kind, banks first where money has moved', () => {
    const contacts = [
      { id: 'police', purpose: 'police', scam_types: [] },
      { id: 'child', purpose: 'children', scam_types: [] },
      { id: 'bank', purpose: 'bank', scam_types: [] },
      { id: 'only14', purpose: 'police', scam_types: ['14'] },
    ];
    const names = (topic: Parameters<typeof contactsFor>[1], money: string) =>
      contactsFor(contacts, topic, money).map((one) => (one as (typeof contacts)[number]).id);
    expect(names({ code: '14', contacts: ['police'] }, 'sent')).toEqual(['bank', 'police', 'only14']);
    expect(names({ code: '01', contacts: ['police'] }, 'none')).toEqual(['police']);
    // Where nobody said which are for the kind, all are shown.
    expect(names(undefined, 'none')).toEqual(['police', 'child', 'bank']);
    expect(names({ code: 'x-1', contacts: [] }, 'sent')).toEqual(['bank', 'police', 'child']);
  });
  it('dials numbers, not addresses', () => {
    expect(dialOf('113')).toBe('tel:113');
    expect(dialOf('069 234.8560')).toBe('tel:0692348560');
    expect(dialOf('https://vi-du.example')).toBeUndefined();
    expect(dialOf('12')).toBeUndefined();
  });
});
