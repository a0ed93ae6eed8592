import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { EngineFault } from '../../src/engine/engine-fault.ts';
import { maskError } from '../../src/graphql/mask-error.ts';
import { requestError } from '../../src/graphql/request-error.ts';

function mask(error: unknown) {
  const logged: unknown[] = [];
  return { masked: maskError(error, (fault) => logged.push(fault)), logged };
}

const located = (originalError: Error) =>
  new GraphQLError(originalError.message, { originalError, path: ['job', 'id'] });

describe('an error that is answered', () => {
  test('is what went wrong when it has a code of ours', () => {
    const error = requestError('CURSOR_INVALID', 'Not a cursor.');
    expect(mask(error)).toEqual({ masked: error, logged: [] });
    const { masked, logged } = mask(located(error));
    expect(masked).toMatchObject({
      message: 'Not a cursor.',
      path: ['job', 'id'],
      extensions: { code: 'CURSOR_INVALID' },
    });
    expect(logged).toEqual([]);
  });

  test('says when nobody knows whether a command took effect', () => {
    const fault = new EngineFault('OUTCOME_UNKNOWN', { cause: new Error('disk at /secret') });
    const { masked, logged } = mask(located(fault));
    expect(masked.extensions).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      requestId: expect.any(String),
    });
    expect(masked.message).toContain('may have taken effect or not');
    expect(masked.message).not.toContain('secret');
    expect(logged).toEqual([fault]);
  });

  test.each<[string, unknown]>([
    ['an error', new Error('/secret')],
    ['an error in a resolver', located(new TypeError('/secret'))],
    ['an answer that does not fit the schema', new GraphQLError('/secret', { path: ['job'] })],
    ['something that is no error', '/secret'],
    ['a rejected command that broke down', new EngineFault('INTERNAL', { cause: '/secret' })],
  ])('says nothing of %s, which is logged', (_, error) => {
    const { masked, logged } = mask(error);
    expect(masked.extensions['code']).toBe('INTERNAL');
    expect(JSON.stringify(masked)).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });
});
