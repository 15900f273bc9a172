import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '~/api/client';
import { renderInShell } from '~/test/render';
import type { Item, ItemChange, Party } from '../api';
import { ItemCard } from './ItemCard';
import { EMPTY, ItemForm } from './ItemForm';
import { SourcePane } from './SourcePane';

const party: Party = {
  id: 'p1',
  role: 'lead',
  printed: 'Sở A',
  scope: null,
  state: 'unresolved',
  via: null,
  confidence: 0.9,
  agencies: [],
};

function item(id: string, start: number, end: number): Item {
  return {
    id,
    lineage_id: id,
    kind: 'task',
    ordinal: 0,
    path: `III.${id}`,
    text: `việc ${id}`,
    content: { timeframe: { kind: 'none' }, via: [] },
    spans: { text: { start, end, confidence: 1 } },
    confidence: 0.5,
    sure: false,
    review: 'unseen',
    past: false,
    parties: [party],
    version: 1,
  } as Item;
}

describe('the source', () => {
  it('leads from a place to its items, one after the other', () => {
    const onPick = vi.fn();
    const items = [item('1', 0, 6), item('2', 0, 6)];
    const view = renderInShell(
      <SourcePane text="việc 1 rồi thôi" items={items} active="1" onPick={onPick} />,
    );
    const place = view.container.querySelector('[data-items]');
    expect(place?.textContent).toBe('việc 1');
    expect(place?.hasAttribute('data-lit')).toBe(true);
    if (place) fireEvent.click(place);
    expect(onPick).toHaveBeenCalledWith('2');
  });
});

describe('an item', () => {
  it('opens a name that is not placed, and says so in words', async () => {
    const onParty = vi.fn();
    const only = item('1', 0, 6);
    renderInShell(
      <ItemCard
        item={only}
        active
        picked={false}
        open
        sureFrom={0.8}
        names={{}}
        onActivate={vi.fn()}
        onStep={vi.fn()}
        onParty={onParty}
      />,
    );
    await userEvent.click(screen.getByRole('button', { name: /Sở A.*Chưa rõ/ }));
    expect(onParty).toHaveBeenCalledWith(only, party);
  });
});

describe('two people editing', () => {
  it('shows both versions and sends the chosen one with the newer tag', async () => {
    const mine: ItemChange = { ...EMPTY, text: 'của tôi', parties: [] };
    const send = vi
      .fn()
      .mockRejectedValueOnce(new ApiProblem({ status: 412, code: 'plan.conflict' }))
      .mockResolvedValueOnce(undefined);
    const onClose = vi.fn();
    renderInShell(
      <ItemForm
        title="sửa"
        draft="plan.item.1"
        initial={mine}
        submit="lưu mục"
        send={send}
        current={() => Promise.resolve({ value: { ...mine, text: 'của người khác' }, etag: '"7"' })}
        onClose={onClose}
      />,
    );
    fireEvent.click(screen.getByRole('button', { name: 'lưu mục' }));
    await screen.findByText('của người khác');
    const picks = screen.getAllByRole('radio');
    expect(picks).toHaveLength(2);
    fireEvent.click(picks[0] as HTMLElement);
    const buttons = screen.getAllByRole('button').filter((b) => b.classList.contains('ant-btn-primary'));
    fireEvent.click(buttons[buttons.length - 1] as HTMLElement);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(send).toHaveBeenLastCalledWith(expect.objectContaining({ text: 'của tôi' }), '"7"');
  });
});

describe('a report that is owed', () => {
  it('comes every quarter by three months, for which the server has no word of its own', async () => {
    const send = vi.fn().mockResolvedValue(undefined);
    renderInShell(
      <ItemForm
        title="thêm"
        draft="plan.item.2"
        initial={{ ...EMPTY, kind: 'obligation', text: 'báo cáo', parties: [] }}
        submit="lưu mục"
        send={send}
        onClose={vi.fn()}
      />,
    );
    const choose = async (label: string) => {
      fireEvent.mouseDown(await screen.findByLabelText('Định kỳ'));
      fireEvent.click(await screen.findByText(label, { selector: '.ant-select-item-option-content' }));
    };
    await choose('Hằng quý');
    fireEvent.click(screen.getByRole('button', { name: 'lưu mục' }));
    await waitFor(() => expect(send).toHaveBeenCalled());
    expect(send.mock.lastCall?.[0].content).toMatchObject({ recurrence: null, every_months: 3 });
  });
});

describe('the form of an item', () => {
  function open(initial: Partial<ItemChange>) {
    const send = vi.fn().mockResolvedValue(undefined);
    renderInShell(
      <ItemForm
        title="sửa"
        draft="plan.item.3"
        initial={{ ...EMPTY, text: 'việc', parties: [], ...initial }}
        submit="lưu mục"
        send={send}
        onClose={vi.fn()}
      />,
    );
    return send;
  }
  const save = () => fireEvent.click(screen.getByRole('button', { name: 'lưu mục' }));

  it('begins in its first field', async () => {
    open({});
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Loại')));
  });

  it('loses no note: it asks for the state that the note belongs to', async () => {
    const send = open({ starting_state: { status: 'in_progress', note: 'đã họp' } });
    const state = await screen.findByLabelText('Đã làm đến đâu');
    const clear = state.closest('.ant-select')?.querySelector('.ant-select-clear');
    fireEvent.mouseDown(clear as Element);
    fireEvent.click(clear as Element);
    save();
    expect(await screen.findByText(/Có ghi chú nhưng chưa nói đã làm đến đâu/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Ghi chú').value).toBe('đã họp');
    expect(send).not.toHaveBeenCalled();
    fireEvent.change(screen.getByLabelText('Ghi chú'), { target: { value: '' } });
    await waitFor(() => expect(screen.queryByText(/Có ghi chú nhưng/)).toBeNull());
    save();
    await waitFor(() => expect(send).toHaveBeenCalled());
    expect(send.mock.lastCall?.[0].starting_state).toBeNull();
  });

  it('shows and takes days as people write them, or a year', async () => {
    const send = open({ content: { timeframe: { kind: 'range', from: '2026', to: '2026-12-31' }, via: [] } });
    expect((await screen.findByLabelText<HTMLInputElement>('Từ')).value).toBe('2026');
    const to = screen.getByLabelText<HTMLInputElement>('Đến');
    expect(to.value).toBe('31/12/2026');
    fireEvent.focus(to);
    fireEvent.change(to, { target: { value: '30/06/2027' } });
    fireEvent.blur(to);
    save();
    await waitFor(() => expect(send).toHaveBeenCalled());
    expect(send.mock.lastCall?.[0].content.timeframe).toMatchObject({ from: '2026', to: '2027-06-30' });
  });

  it('refuses a text that is too long and keeps all of it', async () => {
    const send = open({});
    const box = await screen.findByLabelText<HTMLTextAreaElement>('Nội dung');
    fireEvent.change(box, { target: { value: 'a'.repeat(48_000) } });
    expect(box.value).toHaveLength(48_000);
    expect(screen.getByText('48.000/20.000')).toBeTruthy();
    save();
    expect(await screen.findByText(/Dài quá 20.000 ký tự/)).toBeTruthy();
    expect(send).not.toHaveBeenCalled();
  });

  it('shows the note where two people differ', async () => {
    const mine: ItemChange = {
      ...EMPTY,
      text: 'việc',
      parties: [],
      starting_state: { status: 'done', note: 'nộp rồi' },
    };
    const send = vi.fn().mockRejectedValueOnce(new ApiProblem({ status: 412, code: 'plan.conflict' }));
    renderInShell(
      <ItemForm
        title="sửa"
        draft="plan.item.4"
        initial={mine}
        submit="lưu mục"
        send={send}
        current={() => Promise.resolve({ value: { ...mine, starting_state: null }, etag: '"7"' })}
        onClose={vi.fn()}
      />,
    );
    save();
    expect(await screen.findByText('Hoàn thành · nộp rồi')).toBeTruthy();
  });
});
