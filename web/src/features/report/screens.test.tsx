import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { renderInShell } from '~/test/render';
import { CreateDialog } from './CreateDialog';
import { Texts } from './Texts';

/** Answers by the end of the path. */
function server(answers: Record<string, unknown>) {
  vi.spyOn(globalThis, 'fetch').mockImplementation((input) => {
    const { pathname } = new URL((input as Request).url);
    return Promise.resolve(new Response(JSON.stringify(answers[pathname] ?? [])));
  });
}

it('asks once before texts are left, however many there are', async () => {
  server({});
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const block = (key: string) => ({ key, kind: 'text', hint: null });
  const report = {
    report: { id: 'r1' },
    steps: ['write'],
    outline: {
      sections: [{ id: 's', title: 'S', blocks: [block('a'), block('b'), block('c')], parts: [] }],
      annexes: [],
    },
  };
  const { router } = renderInShell(<Texts report={report as never} />);
  const [first] = await screen.findAllByRole('textbox');
  fireEvent.change(first as HTMLElement, { target: { value: 'chưa gửi' } });
  await act(() => router.navigate('/other'));
  expect(await screen.findByText('Chưa gửi thay đổi')).toBeTruthy();
  expect(warn.mock.calls.filter(([text]) => String(text).includes('blocker'))).toEqual([]);
  expect(screen.queryByText('other page')).toBeNull();
});

it('says at creation that a period which is not over keeps the number waiting', async () => {
  const year = new Date().getFullYear();
  const preset = (from: string, to: string) => [
    { kind: 'year', index: 1, year, from, to, citation: 'Điều 1' },
  ];
  server({ '/api/v1/reports/periods': preset('2098-12-15', '2099-12-14') });
  const view = renderInShell(<CreateDialog onClose={vi.fn()} />);
  expect(await screen.findByText(/Kỳ số liệu kết thúc ngày 14\/12\/2099/)).toBeTruthy();
  view.unmount();
  server({ '/api/v1/reports/periods': preset('2019-12-15', '2020-12-14') });
  renderInShell(<CreateDialog onClose={vi.fn()} />);
  await waitFor(() => expect(screen.getByDisplayValue('14/12/2020')).toBeTruthy());
  expect(screen.queryByText(/Kỳ số liệu kết thúc/)).toBeNull();
});
