/** A memo that is emptied when it is full: an attacker who churns values only costs speed. */
export function boundedMemo<Value>(capacity: number, make: (text: string) => Value): (text: string) => Value {
  const memo = new Map<string, Value>();
  return (text) => {
    const known = memo.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (memo.size >= capacity) memo.clear();
    memo.set(text, made);
    return made;
  };
}
