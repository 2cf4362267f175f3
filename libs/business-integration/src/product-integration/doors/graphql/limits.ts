import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { MOST_FIRST, USUAL_FIRST } from './queries';

/** Spec 20: requests plus nodes, and how deep. Looking at the schema itself costs nothing. */
export const MOST_COST = 1000;
export const MOST_DEPTH = 12;

type Weight = { cost: number; depth: number };

/** A list that is not paged counts as so many; within one another they soon cost too much, however long they are. */
const USUAL_LIST = 10;

/** A rule beside GraphQL's own; what a variable asks for counts as the most that it may ask for. */
export const withinLimits = (context: ValidationContext): ASTVisitor => {
  const fragments = new Map<string, Weight | null>();

  /** `page`: how many nodes the page around them has. */
  const ofSelections = ({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined, page = 1): Weight => {
    const weight = { cost: 0, depth: 0 };
    for (const selection of selections) {
      const one =
        selection.kind === Kind.FIELD
          ? ofField(selection, parent, page)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? ofSelections(selection.selectionSet, parent, page)
            : ofFragment(selection.name.value, parent, page);
      weight.cost = Math.min(Number.MAX_SAFE_INTEGER, weight.cost + one.cost);
      weight.depth = Math.max(weight.depth, one.depth);
    }
    return weight;
  };

  /** Once for each fragment, however often it is used; one within itself is refused by GraphQL's own rules. */
  const ofFragment = (name: string, parent: GraphQLNamedType | undefined, page: number): Weight => {
    const key = `${name} ${page}`;
    const known = fragments.get(key);
    if (known !== undefined) return known ?? { cost: 0, depth: 0 };
    fragments.set(key, null);
    const fragment = context.getFragment(name);
    const weight = fragment ? ofSelections(fragment.selectionSet, parent, page) : { cost: 0, depth: 0 };
    fragments.set(key, weight);
    return weight;
  };

  const ofField = (field: FieldNode, parent: GraphQLNamedType | undefined, page: number): Weight => {
    const name = field.name.value;
    if (name.startsWith('__') || field.selectionSet === undefined) return { cost: 0, depth: name.startsWith('__') ? 0 : 1 };
    const definition = isObjectType(parent) ? parent.getFields()[name] : undefined;
    const type = definition && getNamedType(definition.type);
    const inner = ofSelections(field.selectionSet, isCompositeType(type) ? type : undefined, firstOf(field));
    const isList = definition !== undefined && isListType(getNullableType(definition.type));
    const times = name === 'nodes' ? page : isList ? USUAL_LIST : 0;
    const cost = times === 0 ? 1 + inner.cost : 1 + times * (1 + inner.cost);
    return { cost, depth: 1 + inner.depth };
  };

  return {
    OperationDefinition: (operation) => {
      const weight = ofSelections(operation.selectionSet, context.getSchema().getRootType(operation.operation) ?? undefined);
      const refuse = (message: string) => context.reportError(new GraphQLError(message, { nodes: operation }));
      if (weight.cost > MOST_COST) refuse(`This costs ${weight.cost}; the most is ${MOST_COST} (requests plus nodes).`);
      if (weight.depth > MOST_DEPTH) refuse(`This is ${weight.depth} deep; the most is ${MOST_DEPTH}.`);
    },
  };
};

const firstOf = ({ arguments: args }: FieldNode): number => {
  const value = args?.find((argument) => argument.name.value === 'first')?.value;
  if (value === undefined) return USUAL_FIRST;
  const asked = value.kind === Kind.INT ? Number(value.value) : MOST_FIRST;
  return Math.max(1, Math.min(MOST_FIRST, asked));
};
