/** Shows where the run is: one line of a terminal, written over; nothing where there is no terminal. */
export type Progress = (text: string) => void;

const wide = 100;

export const silent: Progress = () => undefined;

export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return silent;
  let last = "";
  return (text) => {
    if (text === last) return;
    last = text;
    stream.write(`\r${text.slice(0, wide).padEnd(wide)}${text === "" ? "\r" : ""}`);
  };
}
