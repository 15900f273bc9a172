import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { loadPart } from '~/app/parts';
import { renderInShell } from '~/test/render';
import { lazyPart } from './lazyPart';

const gone = () =>
  Promise.reject(new TypeError('Failed to fetch dynamically imported module: https://coloa.invalid/a.js'));
const shown = () => Promise.resolve({ default: () => <p>the part</p> });

/** The server is away, or answers so. */
function server(status?: number) {
  const fetch = vi.fn(async () => {
    if (status === undefined) throw new TypeError('Failed to fetch');
    return new Response(null, { status });
  });
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

it('tells a server that is away from a newer version', async () => {
  const code = (load: () => Promise<unknown>) =>
    loadPart(load).catch((error: unknown) => (error as Error).message);
  const asked = server();
  expect(await code(gone)).toBe('client.part_missing');
  expect(asked).toHaveBeenCalledWith('/', expect.objectContaining({ cache: 'no-store' }));
  server(502);
  expect(await code(gone)).toBe('client.part_missing');
  server(200);
  expect(await code(gone)).toBe('client.new_version');
  // Styles of a part are a part of it.
  expect(await code(() => Promise.reject(new Error('Unable to preload CSS for /assets/a.css')))).toBe(
    'client.new_version',
  );
  expect(await code(() => Promise.reject(new Error('of another kind')))).toBe('of another kind');
});

it('takes a file that comes at the second try, where the line was down for a moment', async () => {
  server(200);
  const load = vi.fn(shown).mockImplementationOnce(gone);
  expect(await loadPart(load)).toHaveProperty('default');
  expect(load).toHaveBeenCalledTimes(2);
});

it('asks again for styles that did not come', async () => {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.dataset.part = 'a';
  document.head.append(link);
  link.dispatchEvent(new Event('error'));
  const loaded = loadPart(shown);
  const anew = document.querySelector('link[data-part=a]');
  expect(anew).not.toBe(link);
  anew?.dispatchEvent(new Event('load'));
  expect(await loaded).toHaveProperty('default');
  anew?.remove();
});

it('keeps what is typed beside a part that is missing, and loads it when asked again', async () => {
  server();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const load = vi.fn(shown).mockImplementationOnce(gone).mockImplementationOnce(gone);
  const Part = lazyPart(load);
  renderInShell(
    <>
      <input aria-label="beside" />
      <Part />
    </>,
  );
  await userEvent.type(screen.getByLabelText('beside'), 'typed');
  expect(await screen.findByText('Mất kết nối với máy chủ.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Thử lại' }));
  await waitFor(() => expect(load).toHaveBeenCalledTimes(2));
  await userEvent.click(await screen.findByRole('button', { name: 'Thử lại' }));
  expect(await screen.findByText('the part')).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>('beside').value).toBe('typed');
});

it('asks anew for a part that failed the last time it was looked at', async () => {
  server();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const Part = lazyPart(vi.fn(shown).mockImplementationOnce(gone));
  const first = renderInShell(<Part />);
  await screen.findByText('Mất kết nối với máy chủ.');
  first.unmount();
  renderInShell(<Part />);
  expect(await screen.findByText('the part')).toBeTruthy();
});

it('says that a version is new where the server answers', async () => {
  server(200);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const Part = lazyPart(gone);
  renderInShell(<Part />);
  expect(await screen.findByText('Hệ thống vừa được cập nhật.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Tải lại trang' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Thử lại' })).toBeNull();
});
