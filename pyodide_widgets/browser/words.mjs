/** What the page says about a widget's life, in both languages. What a figure says comes from Python. */

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
const percent = (share) => `${Math.round(100 * share)}%`;

const WORDS = {
  zh: {
    loading: ({ loaded, total }) =>
      total ? `正在下载 Python：${megabytes(loaded)} / ${megabytes(total)} MB` : "正在下载 Python…",
    starting: () => "Python 正在启动…",
    live: () => "Python 已就绪：动一动，图会重算",
    queued: () => "已记下你的改动，Python 一就绪就画。",
    working: ({ done }) => (done === undefined ? "正在计算…" : `正在计算：${percent(done)}`),
    stop: () => "停下",
    soundLater: () => "Python 还没有就绪，请过一会儿再听。",
    copied: () => "链接已复制，里面带着你的设置。",
    inAddressBar: () => "链接就在地址栏里，里面带着你的设置。",
    missing: ({ file }) => `Python 用不了：服务器上没有 ${file}。图保持不变。`,
    altered: ({ file }) => `Python 用不了：${file} 的内容和它的校验和不符，没有使用。图保持不变。`,
    network: ({ file }) => `Python 用不了：${file} 没有取到，请检查网络。图保持不变。`,
    start: ({ message }) => `Python 没能启动（${message}）。图保持不变。`,
    python: ({ message }) => `这一次没有画成（${lastLine(message)}）。图还是上一次的样子。`,
    retry: () => "再试一次",
  },
  en: {
    loading: ({ loaded, total }) =>
      total ? `Fetching Python: ${megabytes(loaded)} of ${megabytes(total)} MB` : "Fetching Python…",
    starting: () => "Python is starting…",
    live: () => "Live: Python redraws whatever you move",
    queued: () => "Your change is kept and will be drawn as soon as Python is ready.",
    working: ({ done }) => (done === undefined ? "Computing…" : `Computing: ${percent(done)}`),
    stop: () => "Stop",
    soundLater: () => "Python is not ready yet; please listen again in a moment.",
    copied: () => "Link copied; it carries your settings.",
    inAddressBar: () => "The link is in the address bar; it carries your settings.",
    missing: ({ file }) => `Python is not available: the server has no ${file}. The figure stays as it is.`,
    altered: ({ file }) =>
      `Python is not available: ${file} is not the file that was published, and was not used. The figure stays as it is.`,
    network: ({ file }) => `Python is not available: ${file} did not arrive; is there a network? The figure stays as it is.`,
    start: ({ message }) => `Python could not start (${message}). The figure stays as it is.`,
    python: ({ message }) => `This drawing failed (${lastLine(message)}). The figure is the last one that worked.`,
    retry: () => "Try again",
  },
};

// Of a Python traceback, the last line says what happened.
const lastLine = (message) => message.trim().split("\n").at(-1);

/** @param {"zh" | "en"} lang @param {string} key @param {object} [values] */
export const say = (lang, key, values = {}) => WORDS[lang][key](values);
