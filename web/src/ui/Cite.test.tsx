import { render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import { Cite, UnsureTag } from './Cite';
import { FourLayers } from './FourLayers';

const article = { article: 'Art. 4', source: 'Circular' };

it('cites an article, and says of one that nobody found in the text that it is to be checked', () => {
  render(
    <MemoryRouter>
      <Cite of={{ ...article, certainty: 'found' }} />
      <Cite of={{ ...article, article: 'Art. 5', certainty: 'unsure' }} to="/phap-luat" />
      <Cite of={{ citation: 'Art. 6, Decree', certainty: 'unsure' }} title="A day of the installation" />
      <Cite of={{ citation: 'Art. 7', certainty: 'known' }} />
      <Cite of={{ citation: '' }} />
    </MemoryRouter>,
  );
  expect(screen.getByText('Art. 4, Circular').title).toBe('Đã đối chiếu văn bản');
  expect(screen.getByText('Art. 7').title).toMatch(/^Theo hiểu biết chung/);
  const link = screen.getByRole('link', { name: 'Art. 5, Circular (cần kiểm tra)' });
  expect(link.getAttribute('href')).toBe('/phap-luat');
  expect(link.title).toMatch(/^Chưa chắc chắn/);
  expect(screen.getByText('Art. 6, Decree (cần kiểm tra)').title).toBe('A day of the installation');
});

it('is loud where somebody decides by what is unsure, and silent else', () => {
  const { container, rerender } = render(<UnsureTag certainty="known" />);
  expect(container.textContent).toBe('');
  rerender(<UnsureTag certainty="unsure" />);
  expect(container.textContent).toBe('Cần kiểm chứng');
});

it('says which of the four layers stand', () => {
  const { rerender } = render(<FourLayers stand={[1, 3]} />);
  expect(screen.getByText('Có lớp 1, 3; thiếu lớp 2, 4')).toBeTruthy();
  rerender(<FourLayers stand={[1, 2, 3, 4]} />);
  expect(screen.getByText('Đủ 4 lớp')).toBeTruthy();
  rerender(<FourLayers stand={[]} />);
  expect(screen.getByText('Chưa có lớp nào')).toBeTruthy();
});
