import type { Schema } from '~/api/client';

export type Accounts = Schema<'AccountsView'>;
export type Account = Schema<'AccountRow'>;

/** The links as lines of tab-parted cells: pasted into a spreadsheet or a letter, one person a line. */
export function asLines(accounts: readonly Account[]): string {
  const plain = (text: string) => text.replace(/[\t\r\n]+/g, ' ');
  return accounts
    .map((a) => [a.full_name, a.agency_name, a.user_name, a.url ?? ''].map(plain).join('\t'))
    .join('\n');
}

/** A workbook that came in base64. */
export function workbookOf(base64: string): Blob {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new Blob([bytes], {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  });
}

/** Offers a file to save. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(url);
}
