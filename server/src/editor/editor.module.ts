import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { EditorController } from './editor.controller.js';
import { EditorFiles } from './editor-files.js';

/** Where the editor's build is, seen from server/src and server/dist alike. */
const BUILT = fileURLToPath(new URL('../../../editor/dist', import.meta.url));

@Module({
  controllers: [EditorController],
  providers: [{ provide: EditorFiles, useFactory: () => new EditorFiles(BUILT) }],
})
export class EditorModule {}
