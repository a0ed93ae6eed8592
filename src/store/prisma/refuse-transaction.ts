/** Instead of beginning a transaction of Prisma, which none of its reads needs. */
export function refuseTransaction(): Promise<never> {
  return Promise.reject(new Error('Prisma only reads here; a change is a command to the engine.'));
}
