import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { renderInShell } from '~/test/render';
import { FilePick } from './FilePick';
import { ReviewBar } from './ReviewBar';

it('says which files of a draft have to be chosen again, until one is', () => {
  const change = vi.fn();
  renderInShell(<FilePick label="files" files={[]} lost={['a.pdf', 'b.jpg']} onChange={change} />);
  expect(screen.getByRole('status').textContent).toContain('a.pdf, b.jpg');
  fireEvent.change(screen.getByLabelText('files'), { target: { files: [new File(['x'], 'a.pdf')] } });
  expect(change).toHaveBeenCalled();
  expect(screen.queryByText(/a.pdf, b.jpg/)).toBeNull();
});

it('names what the report to be judged lacks', async () => {
  const detail = {
    duty: { id: 'd1', version: 1, status: 'in_progress' },
    sufficiency: { answered: true, sufficient: false, has_percent: false, has_files: true },
  };
  renderInShell(<ReviewBar detail={detail as never} />);
  await waitFor(() => expect(screen.getByText('Báo cáo chưa đủ: thiếu mức độ hoàn thành.')).toBeTruthy());
});
