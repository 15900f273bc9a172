import i18next from 'i18next';
import { expect, it } from 'vitest';
import { type Account, asLines, workbookOf } from './accounts';
import { reasonText } from './RowErrors';

const account = (name: string, url: string | null): Account => ({
  row: 2,
  full_name: name,
  user_name: 'mau',
  agency_id: 'a',
  agency_name: 'Sở\tY tế',
  title: 'Đầu mối',
  role: 'focal_point',
  url,
});

it('copies one person a line, whatever the cells hold', () => {
  const text = asLines([account('Lê Văn\nMẫu', 'http://x/lien-ket/1'), account('Trần Thử', null)]);
  expect(text.split('\n')).toEqual([
    'Lê Văn Mẫu\tSở Y tế\tmau\thttp://x/lien-ket/1',
    'Trần Thử\tSở Y tế\tmau\t',
  ]);
});

it('turns the workbook of the answer into a file', async () => {
  const file = workbookOf(btoa('PK\u0003\u0004\u00ff'));
  expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([0x50, 0x4b, 3, 4, 0xff]);
  expect(file.type).toContain('spreadsheetml');
});

it('says why a row is refused, also which row it repeats, and never the code', () => {
  const t = i18next.getFixedT('vi', 'agency') as Parameters<typeof reasonText>[0];
  expect(reasonText(t, 'repeats_row_7')).toContain('7');
  expect(reasonText(t, 'taken')).not.toBe('taken');
  expect(reasonText(t, 'never_heard_of')).toBe(reasonText(t, 'invalid'));
});
