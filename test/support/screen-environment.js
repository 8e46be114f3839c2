import { TestEnvironment } from 'jest-environment-jsdom';

/** jsdom with what the editor's libraries expect of a browser and jsdom lacks. */
export default class ScreenEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    const window = this.global;
    window.structuredClone ??= structuredClone;
    window.fetch ??= fetch;
    window.Request ??= Request;
    window.Response ??= Response;
    window.Headers ??= Headers;
    window.TextEncoder ??= TextEncoder;
    window.TextDecoder ??= TextDecoder;
    window.IS_REACT_ACT_ENVIRONMENT = true;
    window.ResizeObserver ??= class {
      observe() {}
      unobserve() {}
      disconnect() {}
    };
    window.matchMedia ??= (query) => ({
      matches: false,
      media: query,
      addEventListener() {},
      removeEventListener() {},
      addListener() {},
      removeListener() {},
      dispatchEvent: () => false,
    });
    // Mantine's combobox scrolls the chosen option into view; the canvas asks for matrix arithmetic.
    window.Element.prototype.scrollIntoView ??= () => {};
    // Growing text fields listen for fonts that come late.
    window.document.fonts ??= { addEventListener() {}, removeEventListener() {} };
    window.DOMMatrixReadOnly ??= class {
      m22 = 1;
    };
  }
}
