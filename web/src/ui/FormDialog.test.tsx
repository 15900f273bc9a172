import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Form, Input } from 'antd';
import { expect, it, vi } from 'vitest';
import { ApiProblem } from '~/api/client';
import { renderInShell } from '~/test/render';
import { FormDialog, type Versions } from './FormDialog';

interface Fields {
  name: string;
  reason: string;
}
interface Row {
  name: string;
  version: number;
}

function open(
  send: (fields: Fields, over: Row | undefined) => Promise<unknown>,
  versions?: Versions<Fields, Row>,
) {
  const seen = { onClose: vi.fn(), onDone: vi.fn(), refresh: vi.fn(async () => undefined) };
  renderInShell(
    <FormDialog<Fields, Row>
      title="Edit"
      submit="Save"
      said="Saved"
      start={{ name: 'old', reason: '' }}
      send={send}
      versions={versions}
      foot={<p>foot</p>}
      {...seen}
    >
      <Form.Item name="name" label="Name">
        <Input />
      </Form.Item>
      <Form.Item name="reason" label="Reason">
        <Input />
      </Form.Item>
    </FormDialog>,
  );
  return seen;
}
const save = () => userEvent.click(screen.getByRole('button', { name: 'Save' }));

it('sends what was filled in over what it began with, closes, and reads again', async () => {
  const send = vi.fn(async () => 'answer');
  const seen = open(send);
  expect(screen.getByText('foot')).toBeTruthy();
  await userEvent.type(screen.getByLabelText('Reason'), 'why');
  await save();
  await waitFor(() => expect(seen.onDone).toHaveBeenCalledWith('answer'));
  expect(send).toHaveBeenCalledWith({ name: 'old', reason: 'why' }, undefined);
  expect(seen.onClose).toHaveBeenCalledOnce();
  expect(seen.refresh).toHaveBeenCalledOnce();
});

it('says that somebody else was faster, and brings the new state under the dialog', async () => {
  const seen = open(() => Promise.reject(new ApiProblem({ status: 412, code: 'thing.changed' })));
  await save();
  expect(await screen.findByText('Người khác vừa thao tác trên mục này.')).toBeTruthy();
  expect(seen.refresh).toHaveBeenCalledOnce();
  expect(seen.onClose).not.toHaveBeenCalled();
});

it('shows two versions side by side; what is not of the record stays as it was typed', async () => {
  const send = vi.fn(async (_: Fields, over: Row | undefined) => {
    if (over?.version === 1) throw new ApiProblem({ status: 412, code: 'thing.changed' });
  });
  open(send, {
    over: { name: 'old', version: 1 },
    reread: async () => ({ name: 'theirs', version: 2 }),
    fieldsOf: ({ name }) => ({ name, reason: '' }),
    shown: [{ key: 'name', label: 'Name' }],
  });
  await userEvent.type(screen.getByLabelText('Reason'), 'why');
  await save();
  const dialog = within(
    (await screen.findByText('Người khác vừa sửa mục này')).closest('[role="dialog"]') as HTMLElement,
  );
  await userEvent.click(dialog.getByRole('button', { name: 'Chọn hết bản trên máy chủ' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Lưu nội dung đã chọn' }));
  await waitFor(() => expect(send).toHaveBeenCalledTimes(2));
  expect(send).toHaveBeenLastCalledWith({ name: 'theirs', reason: 'why' }, { name: 'theirs', version: 2 });
});
