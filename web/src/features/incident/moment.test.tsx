import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Form } from 'antd';
import { expect, it, vi } from 'vitest';
import { renderInShell } from '~/test/render';
import { MomentItem } from './MomentField';

function Demo({ onSend, at }: { onSend: (v: unknown) => void; at?: string }) {
  return (
    <Form onFinish={onSend} initialValues={{ at }}>
      <MomentItem name="at" label="at" notAfterNow />
      <button type="submit">Send</button>
    </Form>
  );
}

/** Types into the field and leaves it. */
async function type(text: string): Promise<HTMLInputElement> {
  const box = screen.getByLabelText<HTMLInputElement>('at');
  await userEvent.click(box);
  fireEvent.change(box, { target: { value: text } });
  await userEvent.keyboard('{Enter}');
  return box;
}

/** As on a phone. */
const narrow = () => {
  const { matchMedia } = window;
  vi.spyOn(window, 'matchMedia').mockImplementation((query) => {
    const found = matchMedia.call(window, query);
    Object.defineProperty(found, 'matches', { value: query.includes('max-width') });
    return found;
  });
};

it('is written day first whatever the browser speaks, on a phone too', async () => {
  narrow();
  const send = vi.fn();
  renderInShell(<Demo onSend={send} at="2026-04-02T20:30:00Z" />);
  const box = screen.getByLabelText<HTMLInputElement>('at');
  expect(box.type).toBe('text');
  expect(box.value).toBe('03/04/2026 03:30');
  await type('04/03/2026 17:05');
  await waitFor(() => expect(box.value).toBe('04/03/2026 17:05'));
  fireEvent.click(screen.getByText('Send'));
  await waitFor(() => expect(send).toHaveBeenLastCalledWith({ at: '2026-03-04T10:05:00Z' }));
  await type('5/3/2026 7:05');
  await waitFor(() => expect(box.value).toBe('05/03/2026 07:05'));
  fireEvent.click(screen.getByText('Send'));
  await waitFor(() => expect(send).toHaveBeenLastCalledWith({ at: '2026-03-05T00:05:00Z' }));
});

it('keeps a moment of the future in sight with the reason why it is refused', async () => {
  const send = vi.fn();
  renderInShell(<Demo onSend={send} />);
  const box = await type('01/02/2099 08:00');
  expect(await screen.findByText('Thời điểm không được ở tương lai.')).toBeTruthy();
  expect(box.value).toBe('01/02/2099 08:00');
  fireEvent.click(screen.getByText('Send'));
  expect(send).not.toHaveBeenCalled();
});

it('takes the present moment by one button', async () => {
  const send = vi.fn();
  renderInShell(<Demo onSend={send} />);
  const before = Date.now();
  await userEvent.click(screen.getByLabelText('at'));
  await userEvent.click(await screen.findByRole('button', { name: 'Bây giờ' }));
  fireEvent.click(screen.getByText('Send'));
  await waitFor(() => expect(send).toHaveBeenCalled());
  const [{ at }] = send.mock.calls[0] as [{ at: string }];
  // To the minute.
  expect(Math.abs(Date.parse(at) - before)).toBeLessThan(120_000);
});
