import { fold } from '~/app/fold';

/** Given name and initials, as accounts are named in offices: family and middle names become initials. */
export function suggestUserName(fullName: string): string {
  const words = fold(fullName)
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const given = words.pop();
  if (!given) return '';
  const initials = words.map((word) => word[0]).join('');
  return (initials ? `${given}.${initials}` : given).slice(0, 64);
}
