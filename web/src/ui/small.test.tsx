import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { ApiProblem } from '~/api/client';
import { renderInShell } from '~/test/render';
import { Chart } from './Chart';
import { FileUpload } from './FileUpload';
import { FreeText } from './FreeText';
import { ProblemAlert } from './ProblemAlert';
import { StatusTag } from './StatusTag';
import { DateText, LateTag, LawLink, NumberText, ValueMark } from './texts';
import { DiffText, EmptyState, SplitPane, Timeline } from './views';

vi.mock('./ChartCanvas', () => ({ default: () => <div data-testid="canvas" /> }));

it('StatusTag says its meaning in a word and a shape', () => {
  const { container } = render(<StatusTag tone="urgent" label="Urgent" />);
  expect(screen.getByText('Urgent')).toBeTruthy();
  expect(container.querySelector('svg path')).toBeTruthy();
});

it('LateTag counts days and is silent before the due day has passed', () => {
  const now = new Date('2026-03-08T03:00:00Z');
  const { rerender, container } = render(<LateTag due="2026-03-05" now={now} />);
  expect(container.textContent).toContain('3');
  rerender(<LateTag due="2026-03-08" now={now} />);
  expect(container.textContent).toBe('');
});

it('texts show dates, numbers, no value, and sources', () => {
  const { container } = render(
    <>
      <DateText value="2026-03-04T17:30:00Z" />
      <NumberText value={1234567.8} unit="VND" />
      <NumberText value={null} />
      <ValueMark source="computed" title="from events" />
      <LawLink text="Art. 31" href="https://law.invalid/31" />
    </>,
  );
  expect(container.querySelector('time')?.textContent).toBe('05/03/2026 00:30');
  expect(container.textContent).toContain('1.234.567,8 VND');
  expect(container.textContent).toContain('–');
  expect(container.textContent).not.toContain('null');
  expect(screen.getByText('from events')).toBeTruthy();
  expect(screen.getByRole('link').getAttribute('rel')).toBe('noreferrer');
});

it('FreeText warns of state secrets and ties the warning to the field', async () => {
  const change = vi.fn();
  renderInShell(<FreeText value="" onChange={change} aria-label="note" maxLength={50} />);
  const field = screen.getByLabelText('note');
  const warning = document.getElementById(field.getAttribute('aria-describedby') ?? '');
  expect(warning?.className).toBe('cl-secret');
  await userEvent.type(field, 'a');
  expect(change).toHaveBeenCalledWith('a');
});

it('FileUpload refuses too large and wrong files before sending, sends the rest, warns of secrets', async () => {
  const send = vi.fn((_file: File, tools: { onProgress: (share: number) => void }) => {
    tools.onProgress(0.5);
    return Promise.resolve({ id: 'f1' });
  });
  const done = vi.fn();
  const { container } = renderInShell(
    <FileUpload label="evidence" accept=".pdf" maxMb={1} multiple send={send} onDone={done} />,
  );
  const input = screen.getByLabelText('evidence');
  const user = userEvent.setup({ applyAccept: false });
  await user.upload(input, [
    new File(['x'], 'good.PDF'),
    new File(['x'], 'bad.exe'),
    new File([new Uint8Array(1024 * 1024 + 1)], 'huge.pdf'),
  ]);
  expect(send).toHaveBeenCalledTimes(1);
  await vi.waitFor(() => expect(done).toHaveBeenCalledWith({ id: 'f1' }, expect.any(File)));
  expect(screen.getAllByRole('alert')).toHaveLength(2);
  expect(container.querySelector('.cl-secret')).toBeTruthy();
});

it('FileUpload shows a failure and sends again on retry', async () => {
  const send = vi
    .fn()
    .mockRejectedValueOnce(new ApiProblem({ status: 0, code: 'network.unreachable' }))
    .mockResolvedValueOnce({});
  const done = vi.fn();
  renderInShell(<FileUpload label="evidence" maxMb={1} send={send} onDone={done} />);
  await userEvent.upload(screen.getByLabelText('evidence'), new File(['x'], 'a.pdf'));
  const alert = await screen.findByRole('alert');
  await userEvent.click(within(alert).getByRole('button'));
  await vi.waitFor(() => expect(done).toHaveBeenCalled());
});

it('FileUpload with a verb sends a chosen file only on its button', async () => {
  const send = vi.fn().mockResolvedValue({});
  renderInShell(<FileUpload label="plan" maxMb={1} send={send} confirm="import it" />);
  await userEvent.upload(screen.getByLabelText('plan'), new File(['x'], 'a.pdf'));
  expect(send).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button', { name: 'import it' }));
  expect(send).toHaveBeenCalledTimes(1);
  await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'import it' })).toBeNull());
});

it('ProblemAlert never shows the code, and the request id of a failure only', () => {
  renderInShell(
    <ProblemAlert problem={new ApiProblem({ status: 500, code: 'plan.secret_code', requestId: 'req-9' })} />,
  );
  const alert = screen.getByRole('alert');
  expect(alert.textContent).not.toContain('plan.secret_code');
  expect(alert.textContent).toContain('req-9');
  cleanup();
  renderInShell(
    <ProblemAlert problem={new ApiProblem({ status: 422, code: 'field.required', requestId: 'req-9' })} />,
  );
  // An ordinary refusal is nothing to report.
  expect(screen.getByRole('alert').textContent).not.toContain('req-9');
});

it('Chart has its finding as title and a table twin that drills down', async () => {
  const pick = vi.fn();
  renderInShell(
    <Chart
      title="Two are late"
      kind="bar"
      unit="duties"
      categoryName="Agency"
      categories={['A', 'B']}
      series={[{ name: 'late', values: [2, null] }]}
      onPick={pick}
    />,
  );
  expect(screen.getByText('Two are late')).toBeTruthy();
  expect(await screen.findByTestId('canvas')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: '2', hidden: true }));
  expect(pick).toHaveBeenCalledWith({ category: 'A', categoryIndex: 0, series: 'late', seriesIndex: 0 });
  expect(() =>
    render(
      <Chart
        title=""
        kind="bar"
        unit=""
        categoryName=""
        categories={[]}
        series={Array(7).fill({ name: 'x', values: [] })}
      />,
    ),
  ).toThrow(/six/);
});

it('views draw time, differences, sides and emptiness', () => {
  const { container } = renderInShell(
    <>
      <Timeline entries={[{ id: '1', at: '2026-03-05T01:00:00Z', who: 'An', title: 'accepted' }]} />
      <DiffText before="one drill" after="two drill" />
      <SplitPane left={<p>source</p>} right={<p>understood</p>} leftLabel="L" rightLabel="R" />
      <EmptyState title="nothing yet" text="import a plan" />
    </>,
  );
  expect(screen.getByRole('listitem').textContent).toContain('05/03/2026 08:00 · An');
  expect(container.querySelector('del')?.textContent).toContain('one');
  expect(container.querySelector('ins')?.textContent).toContain('two');
  expect(screen.getByRole('region', { name: 'L' }).textContent).toContain('source');
  expect(screen.getByText('import a plan')).toBeTruthy();
});
