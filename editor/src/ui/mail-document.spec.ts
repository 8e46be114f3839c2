import { describe, expect, it } from '@jest/globals';
import { mailDocument } from './mail-document.js';

describe('a mail in a frame', () => {
  it('stands under a policy that comes before all of it', () => {
    const page = mailDocument(
      '<html><head><style>p{color:red}</style></head><body style="margin:0"><p>Hi</p></body></html>',
    );
    expect(page.indexOf("default-src 'none'")).toBeLessThan(page.indexOf('<style>'));
    expect(page).toContain('<body style="margin:0"><p>Hi</p></body>');
  });

  it('cannot lead the frame elsewhere', () => {
    const page = mailDocument(
      '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example">' +
        '<a href="https://evil.example" target="_self">x</a><script>parent.alert(1)</script>',
    );
    expect(page).not.toContain('refresh');
    expect(page).not.toContain('_self');
    expect(page).not.toContain('<script>');
    expect(page.match(/<base/g)).toEqual(['<base']);
    expect(page).toContain('<base target="_blank">');
  });

  it('keeps a policy of its own out', () => {
    const page = mailDocument('<meta http-equiv="Content-Security-Policy" content="default-src *"><p>x</p>');
    expect(page).not.toContain('default-src *');
  });
});
