import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFound } from '../http/problem.js';
import { Open } from '../http/serve.js';
import { EditorFiles } from './editor-files.js';

/** The console's pages: its files, and for every other address its first page, which then shows what belongs there. */
@Controller()
export class EditorController {
  constructor(private readonly files: EditorFiles) {}

  @Open('GET', '/*', 'the console is public; what it shows is not')
  async file(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = request.url.split('?', 1)[0]!;
    if (/^\/(api|v1)(\/|$)/.test(path)) throw new NotFound();
    // A missing script must not be answered with a page: the browser would say something baffling.
    const file = await this.files.find(path === '/' || !/\.[a-z0-9]+$/i.test(path) ? '/index.html' : path);
    if (!file) throw new NotFound();
    void reply.headers({
      'content-type': file.type,
      'cache-control': file.lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: file.etag,
      vary: 'accept-encoding',
    });
    if (request.headers['if-none-match'] === file.etag) return void reply.status(304).send();
    const zipped = file.gzip !== undefined && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    if (zipped) void reply.header('content-encoding', 'gzip');
    void reply.send(zipped ? file.gzip : file.plain);
  }
}
