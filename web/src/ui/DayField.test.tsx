import { fireEvent, screen, waitFor } from '@testing-library/react';
import { Form } from 'antd';
import { describe, expect, it, vi } from 'vitest';
import { renderInShell } from '~/test/render';
import { DayItem, dayRefused, dayTyped } from './DayField';

function Demo({ onSend, ...limits }: { onSend: (v: unknown) => void; years?: boolean; notBefore?: string }) {
  return (
    <Form onFinish={onSend}>
      <DayItem name="day" label="day" {...limits} />
      <button type="submit">Send</button>
    </Form>
  );
}

/** Types into the field and leaves it. */
function type(text: string): HTMLInputElement {
  const box = screen.getByLabelText<HTMLInputElement>('day');
  fireEvent.focus(box);
  fireEvent.change(box, { target: { value: text } });
  fireEvent.blur(box);
  return box;
}

describe('a day', () => {
  it('is read as it is written, a year only where one is enough', () => {
    expect(dayTyped('30/04/2026')).toBe('2026-04-30');
    expect(dayTyped(' 1/4/2026 ')).toBe('2026-04-01');
    expect(dayTyped('31/02/2026')).toBeUndefined();
    expect(dayTyped('2026')).toBeUndefined();
    expect(dayTyped('2026', true)).toBe('2026');
  });

  it('is refused with the limit it breaks', () => {
    const on = (day: string, limits: object) => dayRefused(day, limits, '2026-05-10');
    expect(on('2026-05-11', { notAfterToday: true })).toBe('future');
    expect(on('2026-05-10', { notAfterToday: true })).toBeUndefined();
    expect(on('2026-05-10', { notBefore: '2026-05-11' })).toBe('not_future');
    expect(on('2026-05-09', { notBefore: '2026-05-10' })).toBe('past');
    expect(on('2026-06-01', { notBefore: '2026-06-02' })).toBe('early');
    expect(on('2026-06-02', { notBefore: '2026-06-02' })).toBeUndefined();
  });

  it('stays in the field with the reason when it may not be chosen', async () => {
    const send = vi.fn();
    renderInShell(<Demo onSend={send} notBefore="2099-01-02" />);
    expect(screen.getByLabelText<HTMLInputElement>('day').placeholder).toBe('Chọn ngày');
    const box = type('05/03/2020');
    expect(await screen.findByText('Ngày phải sau 01/01/2099.')).toBeTruthy();
    expect(box.value).toBe('05/03/2020');
    fireEvent.click(screen.getByText('Send'));
    await waitFor(() => expect(screen.getByText('Ngày phải sau 01/01/2099.')).toBeTruthy());
    expect(send).not.toHaveBeenCalled();
    type('02/01/2099');
    await waitFor(() => expect(screen.queryByText('Ngày phải sau 01/01/2099.')).toBeNull());
    fireEvent.click(screen.getByText('Send'));
    await waitFor(() => expect(send).toHaveBeenCalledWith({ day: '2099-01-02' }));
  });

  it('may be a whole year', async () => {
    const send = vi.fn();
    renderInShell(<Demo onSend={send} years />);
    const box = type('2026');
    await waitFor(() => expect(box.value).toBe('2026'));
    fireEvent.click(screen.getByText('Send'));
    await waitFor(() => expect(send).toHaveBeenLastCalledWith({ day: '2026' }));
    type('30/04/2026');
    await waitFor(() => expect(box.value).toBe('30/04/2026'));
    fireEvent.click(screen.getByText('Send'));
    await waitFor(() => expect(send).toHaveBeenLastCalledWith({ day: '2026-04-30' }));
  });
});
