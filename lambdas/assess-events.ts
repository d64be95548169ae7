/** Refuses every batch, so that the queue keeps it. */
export async function handler(): Promise<never> {
  throw new Error("This build holds no assessment. Deploy one that does.");
}
