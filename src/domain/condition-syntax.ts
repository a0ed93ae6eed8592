/**
 * An expression as the parser gave it, checked and made to pay. The library has no checker for
 * whole expressions, so that what names nothing would only fail when it is evaluated; and its loops
 * do not count. Here every name and call is looked up, what can be told of types is told, and each
 * loop of `all`, `exists`, `map` and `filter` is rewritten to pay before each turn for what that
 * turn evaluates.
 */
import { bounds } from './bounds.ts';
import type { CallChecker, Expr, Outcome } from './condition-calls.ts';
import { ConditionFault } from './condition-steps.ts';

type Kind<Case extends string> = Extract<Expr['exprKind'], { case: Case }>['value'];

export const variableNames = ['payload', 'context', 'labels', 'inputs'] as const;
export type VariableName = (typeof variableNames)[number];

export interface PreparedExpr {
  readonly expr: Expr;
  readonly gives: Outcome;
  /** Nodes that one evaluation visits, the turns of loops left out: they pay for themselves. */
  readonly stepCount: number;
}

/** Prepares whole expressions; `names` collects the variables that they read. */
export class ExprReader {
  readonly names = new Set<VariableName>();
  readonly #calls: CallChecker;

  constructor(calls: CallChecker) {
    this.#calls = calls;
  }

  prepare(expr: Expr | undefined, scope: Scope = outermost): PreparedExpr {
    if (expr === undefined) throw new ConditionFault('It lacks a part.');
    if (scope.depth > bounds.conditionDepth) {
      const message = `It nests deeper than ${bounds.conditionDepth} levels (a + b + c are two). Write it flatter, or let a Unit compute the answer and put it out.`;
      throw new ConditionFault(message, expr.id);
    }
    const inner = { ...scope, depth: scope.depth + 1 };
    switch (expr.exprKind.case) {
      case 'constExpr':
        return prepareConstant(expr, expr.exprKind.value);
      case 'identExpr':
        return this.#prepareName(expr, expr.exprKind.value.name, scope);
      case 'selectExpr':
        return this.#prepareSelect(expr, expr.exprKind.value, inner);
      case 'listExpr':
        return this.#prepareList(expr, expr.exprKind.value, inner);
      case 'structExpr':
        return this.#prepareMap(expr, expr.exprKind.value, inner);
      case 'callExpr':
        return this.#prepareCall(expr, expr.exprKind.value, inner);
      case 'comprehensionExpr':
        return this.#prepareLoop(expr, expr.exprKind.value, inner);
      default:
        throw new ConditionFault('It holds something that is no expression.', expr.id);
    }
  }

  #prepareName(expr: Expr, name: string, scope: Scope): PreparedExpr {
    if (name === resultName || scope.names.includes(name)) return leaf(expr, 'ANY');
    const variable = variableNames.find((known) => known === name);
    if (variable !== undefined) {
      this.names.add(variable);
      return leaf(expr, variable === 'labels' || variable === 'inputs' ? 'OTHER' : 'ANY');
    }
    if (typeNames.includes(name)) return leaf(expr, 'OTHER');
    const message = `It names "${name}", which does not exist. A condition knows payload, context, labels and inputs; text stands in quotes.`;
    throw new ConditionFault(message, expr.id);
  }

  #prepareSelect(expr: Expr, select: Kind<'selectExpr'>, scope: Scope): PreparedExpr {
    const operand = this.prepare(select.operand, scope);
    const stepCount = operand.stepCount + 1;
    if (!select.testOnly) {
      const value = { ...select, operand: operand.expr };
      return {
        expr: { ...expr, exprKind: { case: 'selectExpr', value } },
        gives: 'ANY',
        stepCount,
      };
    }
    const field = constant(expr.id, { case: 'stringValue', value: select.field });
    return { expr: call(expr.id, '@has', [operand.expr, field]), gives: 'BOOLEAN', stepCount };
  }

  #prepareList(expr: Expr, list: Kind<'listExpr'>, scope: Scope): PreparedExpr {
    const elements = list.elements.map((element) => this.prepare(element, scope));
    const value = { ...list, elements: elements.map((element) => element.expr) };
    return {
      expr: { ...expr, exprKind: { case: 'listExpr', value } },
      gives: 'OTHER',
      stepCount: 1 + sumSteps(elements),
    };
  }

  #prepareMap(expr: Expr, map: Kind<'structExpr'>, scope: Scope): PreparedExpr {
    const parts: PreparedExpr[] = [];
    const prepare = (part: Expr | undefined): Expr => {
      const prepared = this.prepare(part, scope);
      parts.push(prepared);
      return prepared.expr;
    };
    const entries = map.entries.map((entry) => {
      if (entry.keyKind.case !== 'mapKey') {
        throw new ConditionFault('It makes a message, which conditions do not know.', expr.id);
      }
      const key = prepare(entry.keyKind.value);
      const value = prepare(entry.value);
      return { ...entry, keyKind: { case: 'mapKey' as const, value: key }, value };
    });
    if (map.messageName !== '') {
      throw new ConditionFault('It makes a message, which conditions do not know.', expr.id);
    }
    return {
      expr: { ...expr, exprKind: { case: 'structExpr', value: { ...map, entries } } },
      gives: 'OTHER',
      stepCount: 1 + sumSteps(parts),
    };
  }

  #prepareCall(expr: Expr, written: Kind<'callExpr'>, scope: Scope): PreparedExpr {
    const { function: name, target, args } = written;
    const given = target === undefined ? args : [target, ...args];
    const parts = given.map((part) => this.prepare(part, scope));
    for (const index of booleanArguments[name] ?? []) {
      if (parts[index]?.gives === 'OTHER') {
        throw new ConditionFault('It needs true or false here: compare it.', given[index]?.id);
      }
    }
    const gives = this.#calls.check({ id: expr.id, name, target, args });
    const exprs = parts.map((part) => part.expr);
    const [first, ...others] = exprs;
    return {
      expr: target === undefined ? call(expr.id, name, exprs) : call(expr.id, name, others, first),
      gives: name === '_?_:_' ? eitherOf(parts[1], parts[2]) : gives,
      stepCount: 1 + sumSteps(parts),
    };
  }

  #prepareLoop(expr: Expr, loop: Kind<'comprehensionExpr'>, scope: Scope): PreparedExpr {
    if (scope.loopDepth >= bounds.conditionMacroDepth) {
      const message = `It nests all, exists, map or filter deeper than ${bounds.conditionMacroDepth} levels. Nest them less.`;
      throw new ConditionFault(message, expr.id);
    }
    const range = this.prepare(loop.iterRange, scope);
    const names = [...scope.names, loop.iterVar];
    const inside = { ...scope, names, loopDepth: scope.loopDepth + 1 };
    const start = this.prepare(loop.accuInit, inside);
    const condition = this.prepare(loop.loopCondition, inside);
    const turn = this.prepare(loop.loopStep, inside);
    const result = this.prepare(loop.result, inside);
    const isCollecting = loop.accuInit?.exprKind.case === 'listExpr';
    const turnSteps = BigInt(stepsPerTurn + condition.stepCount + turn.stepCount);
    const cost = constant(expr.id, { case: 'int64Value', value: turnSteps });
    const value = {
      ...loop,
      iterRange: call(expr.id, '@visit', [range.expr]),
      accuInit: isCollecting ? call(expr.id, '@collect', []) : start.expr,
      loopCondition: call(expr.id, '@step', [cost, condition.expr]),
      loopStep: isCollecting ? collecting(turn.expr) : turn.expr,
      result: result.expr,
    };
    return {
      expr: { ...expr, exprKind: { case: 'comprehensionExpr', value } },
      gives: isCollecting ? 'OTHER' : 'BOOLEAN',
      stepCount: 1 + range.stepCount + start.stepCount + result.stepCount,
    };
  }
}

/** What stands around a part: the names that loops gave, and how deep it is. */
interface Scope {
  readonly names: readonly string[];
  readonly depth: number;
  readonly loopDepth: number;
}

const outermost: Scope = { names: [], depth: 0, loopDepth: 0 };

/** The name under which the parser keeps what a loop has found so far. */
const resultName = '@result';

/** What a turn costs besides the nodes that it evaluates. */
const stepsPerTurn = 2;

const typeNames = ['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type'];

/** Which arguments of an operator have to be true or false. */
const booleanArguments: Readonly<Record<string, readonly number[]>> = {
  '_&&_': [0, 1],
  '_||_': [0, 1],
  '!_': [0],
  '_?_:_': [0],
};

function prepareConstant(expr: Expr, { constantKind }: Kind<'constExpr'>): PreparedExpr {
  const { case: kind, value } = constantKind;
  const isTooLarge =
    (kind === 'int64Value' && value !== BigInt.asIntN(64, value)) ||
    (kind === 'uint64Value' && value !== BigInt.asUintN(64, value)) ||
    (kind === 'doubleValue' && !Number.isFinite(value));
  if (isTooLarge) throw new ConditionFault(tooLargeMessage, expr.id);
  return leaf(expr, kind === 'boolValue' ? 'BOOLEAN' : 'OTHER');
}

const tooLargeMessage =
  'This number is too large. Write one beyond 64 bits with a point, such as 1.0e19.';

/** `@result + [element]`, wherever it stands in a turn of `map` or `filter`, appends. */
function collecting(expr: Expr): Expr {
  if (expr.exprKind.case !== 'callExpr') return expr;
  const { function: name, args } = expr.exprKind.value;
  const [first, second, third] = args;
  if (name === '_?_:_' && first !== undefined && second !== undefined && third !== undefined) {
    return call(expr.id, name, [first, collecting(second), third]);
  }
  const element = second?.exprKind.case === 'listExpr' && second.exprKind.value.elements[0];
  if (name !== '_+_' || first === undefined || !element) return expr;
  return call(expr.id, '@append', [first, element]);
}

function call(id: bigint, name: string, args: Expr[], target?: Expr): Expr {
  const value = { $typeName: 'cel.expr.Expr.Call' as const, function: name, args };
  return {
    $typeName: 'cel.expr.Expr',
    id,
    exprKind: { case: 'callExpr', value: target === undefined ? value : { ...value, target } },
  };
}

function constant(id: bigint, constantKind: Kind<'constExpr'>['constantKind']): Expr {
  const value = { $typeName: 'cel.expr.Constant' as const, constantKind };
  return { $typeName: 'cel.expr.Expr', id, exprKind: { case: 'constExpr', value } };
}

function leaf(expr: Expr, gives: PreparedExpr['gives']): PreparedExpr {
  return { expr, gives, stepCount: 1 };
}

function eitherOf(one: PreparedExpr | undefined, other: PreparedExpr | undefined): Outcome {
  return one?.gives === other?.gives ? (one?.gives ?? 'ANY') : 'ANY';
}

function sumSteps(parts: readonly PreparedExpr[]): number {
  return parts.reduce((sum, { stepCount }) => sum + stepCount, 0);
}
