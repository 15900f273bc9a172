import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { renderInShell } from '~/test/render';
import { AgencyMultiSelect, AgencySelect } from './AgencySelect';

afterEach(() => vi.restoreAllMocks());

const asked: URLSearchParams[] = [];

/** A directory of two departments, the closed one of which leads to the other. */
function directory() {
  asked.length = 0;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const query = new URL((input as Request).url).searchParams;
    asked.push(query);
    const science = { id: 'skhcn', name: 'Sở Khoa học và Công nghệ', state: 'active' };
    const old = { id: 'stttt', name: 'Sở Thông tin và Truyền thông', state: 'closed' };
    if (query.get('ids'))
      return Response.json([science, old].filter((a) => query.get('ids')?.includes(a.id)));
    return Response.json(query.get('search') ? [{ ...science, found_by: old.name }] : []);
  });
}

it('finds an agency by an earlier name on the day, and says by which', async () => {
  directory();
  const chosen = vi.fn();
  renderInShell(<AgencySelect aria-label="agency" on="2026-07-15" onChange={chosen} />);
  fireEvent.change(screen.getByLabelText('agency'), { target: { value: 'sttt' } });
  fireEvent.click(await screen.findByText(/Sở Thông tin và Truyền thông/));
  expect(chosen).toHaveBeenCalledWith('skhcn');
  const last = asked.at(-1);
  expect([last?.get('search'), last?.get('on')]).toEqual(['sttt', '2026-07-15']);
});

it('shows the names of what is chosen, also of a closed agency, and offers the own ones first', async () => {
  directory();
  renderInShell(
    <AgencyMultiSelect
      aria-label="agencies"
      value={['own', 'stttt']}
      first={[{ value: 'own', label: 'Sở Y tế' }]}
    />,
  );
  await waitFor(() => expect(screen.getByTitle('Sở Thông tin và Truyền thông')).toBeTruthy());
  expect(screen.getByTitle('Sở Y tế')).toBeTruthy();
  // What is known already is not asked for.
  expect(asked.filter((q) => q.get('ids')).map((q) => q.get('ids'))).toEqual(['stttt']);
});
