import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Form, Input } from 'antd';
import { useState } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem } from '~/api/client';
import { renderInShell } from '~/test/render';
import { ConflictDialog } from './ConflictDialog';
import { countDrafts, draftKey, dropDrafts, readDraft, writeDraft } from './drafts';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from './forms';

beforeEach(() => localStorage.clear());

it('keeps drafts per person and forgets old ones', () => {
  writeDraft(draftKey('p1', 'a'), { note: 'x' });
  writeDraft(draftKey('p2', 'a'), { note: 'y' });
  expect(readDraft(draftKey('p1', 'a'))?.value).toEqual({ note: 'x' });
  expect(countDrafts('p1')).toBe(1);
  expect(readDraft(draftKey('p1', 'a'), Date.now() + 15 * 86_400_000)).toBeUndefined();
  dropDrafts('p2');
  expect(countDrafts('p2')).toBe(0);
});

it('survives a broken store and a full one', () => {
  localStorage.setItem(draftKey('p1', 'a'), '{broken');
  expect(readDraft(draftKey('p1', 'a'))).toBeUndefined();
  vi.stubGlobal('localStorage', {
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  expect(writeDraft(draftKey('p1', 'a'), {})).toBe(false);
  vi.unstubAllGlobals();
});

function Demo({ onSend }: { onSend?: (fail: (error: unknown) => boolean) => void }) {
  const [form] = Form.useForm<{ note: string }>();
  const draft = useDraft<{ note: string }>('demo');
  const [dirty, setDirty] = useState(false);
  const showErrors = useFieldErrors(form);
  return (
    <Form
      form={form}
      onValuesChange={(_, v) => {
        setDirty(true);
        draft.save(v);
      }}
      onFinish={() => onSend?.(showErrors)}
    >
      <UnsavedGuard dirty={dirty} />
      <DraftNotice draft={draft} onRestore={(v) => form.setFieldsValue(v)} />
      <Form.Item name="note" label="note">
        <Input />
      </Form.Item>
      <FormEnd submit="Send" draft={draft} />
    </Form>
  );
}

it('offers the draft of an earlier visit and restores it', async () => {
  writeDraft(draftKey('p1', 'demo'), { note: 'kept words' });
  renderInShell(<Demo />);
  await userEvent.click(screen.getAllByRole('button')[0] as HTMLElement);
  expect((screen.getByLabelText('note') as HTMLInputElement).value).toBe('kept words');
});

it('writes the draft when the page is left, and asks before leaving', async () => {
  const { router } = renderInShell(<Demo />);
  await userEvent.type(screen.getByLabelText('note'), 'abc');
  await act(async () => {
    await router.navigate('/other');
  });
  expect(await screen.findByRole('dialog')).toBeTruthy();
  expect(screen.queryByText('other page')).toBeNull();
  act(() => void window.dispatchEvent(new Event('pagehide')));
  expect(readDraft(draftKey('p1', 'demo'))?.value).toEqual({ note: 'abc' });
});

it('puts refused fields under their inputs and reports unknown ones', async () => {
  let told: boolean | undefined;
  const problem = new ApiProblem({
    status: 422,
    code: 'plan.invalid',
    params: {
      fields: [
        { field: 'note', code: 'field.too_long', params: { max: 10 } },
        { field: 'ghost', code: 'x' },
      ],
    },
  });
  renderInShell(
    <Demo
      onSend={(fail) => {
        told = fail(problem);
      }}
    />,
  );
  await userEvent.type(screen.getByLabelText('note'), 'abc');
  await userEvent.click(screen.getByRole('button', { name: 'Send' }));
  expect(await screen.findByText(/10/)).toBeTruthy();
  expect(told).toBe(false);
});

it('ConflictDialog merges field by field and waits for every choice', async () => {
  const resolve = vi.fn();
  renderInShell(
    <ConflictDialog
      open
      mine={{ note: 'mine', percent: 60, same: 1 }}
      theirs={{ note: 'theirs', percent: 40, same: 1 }}
      fields={[
        { key: 'note', label: 'Note' },
        { key: 'percent', label: 'Percent' },
        { key: 'same', label: 'Same' },
      ]}
      onResolve={resolve}
      onCancel={() => undefined}
    />,
  );
  expect(screen.queryByText('Same')).toBeNull();
  const [noteMine, , , percentTheirs] = screen.getAllByRole('radio') as HTMLElement[];
  const save = document.querySelector<HTMLButtonElement>('.cl-form-bar .ant-btn-primary');
  await userEvent.click(noteMine as HTMLElement);
  expect(save?.disabled).toBe(true);
  await userEvent.click(percentTheirs as HTMLElement);
  await userEvent.click(save as HTMLElement);
  expect(resolve).toHaveBeenCalledWith({ note: 'mine', percent: 40, same: 1 });
});
