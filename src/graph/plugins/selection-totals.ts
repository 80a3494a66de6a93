/** Totals the selections and the complexity of an operation. Follows fragments, @skip and @include. */
import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

/** The totals of a selection set. */
export interface Total {
  /** Includes those of a fragment at each of its spreads. */
  selections: number
  complexity: number
  /** Whether it is the same for all variables. */
  isConstant: boolean
}

/** The complexity of a field, including what is selected below it. */
export type WeighField = (
  field: GraphQLField<unknown, unknown>,
  selected: { parent: GraphQLCompositeType; node: FieldNode; args: Readonly<Record<string, unknown>> },
  childComplexity: number,
) => number

export interface TotalsOptions {
  schema: GraphQLSchema
  fragments: Readonly<Record<string, FragmentDefinitionNode>>
  variableValues: Record<string, unknown>
  /** The totals that are the same for all variables. They are kept as long as their document, so only the others are computed for new variables. */
  constants: WeakMap<SelectionSetNode, Total>
}

const NOTHING: Total = { selections: 0, complexity: 0, isConstant: true }
const NO_ARGS = {}
const metaFields = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef]

/** Totals the selection sets of a valid document, each only once. With fragments that spread others, totaling at each spread would take seconds. */
export function createTotals({ schema, fragments, variableValues, constants }: TotalsOptions, weigh: WeighField) {
  const totals = new Map<SelectionSetNode, Total>()

  function totalOf(selectionSet: SelectionSetNode, parent: GraphQLCompositeType): Total {
    const known = constants.get(selectionSet) ?? totals.get(selectionSet)
    if (known) return known
    let selections = 0
    let isConstant = true
    // An object has one type, so of the selections on different types, only those on the most complex type count.
    const byType = new Map<GraphQLCompositeType, number>()
    for (const selection of selectionSet.selections) {
      selections++
      if (usesVariables(selection)) isConstant = false
      if (!isIncluded(selection, variableValues)) continue
      const { type, total } = read(selection, parent)
      selections += total.selections
      if (!total.isConstant) isConstant = false
      for (const possible of isAbstractType(type) ? schema.getPossibleTypes(type) : [type]) {
        byType.set(possible, (byType.get(possible) ?? 0) + total.complexity)
      }
    }
    const total = { selections, complexity: Math.max(0, ...byType.values()), isConstant }
    ;(isConstant ? constants : totals).set(selectionSet, total)
    return total
  }

  /** The totals of one selection, and the type of the objects that it applies to. */
  function read(selection: SelectionNode, parent: GraphQLCompositeType): { type: GraphQLCompositeType; total: Total } {
    if (selection.kind === Kind.FIELD) return { type: parent, total: totalOfField(selection, parent) }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection
    const type = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent
    if (fragment === undefined || !isCompositeType(type)) return { type: parent, total: NOTHING }
    return { type, total: totalOf(fragment.selectionSet, type) }
  }

  function totalOfField(node: FieldNode, parent: GraphQLCompositeType): Total {
    const field = fieldOf(parent, node.name.value)
    if (field === undefined) return NOTHING
    const args = field.args.length === 0 ? NO_ARGS : getArgumentValues(field, node, variableValues)
    const type = getNamedType(field.type)
    const below = node.selectionSet && isCompositeType(type) ? totalOf(node.selectionSet, type) : NOTHING
    return {
      ...below,
      complexity: weigh(field, { parent, node, args }, below.complexity),
    }
  }

  return totalOf
}

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return (
    metaFields.find((field) => field.name === name) ?? ('getFields' in parent ? parent.getFields()[name] : undefined)
  )
}

/** Whether the arguments of a selection or of its directives contain variables. */
function usesVariables(selection: SelectionNode): boolean {
  const given = selection.kind === Kind.FIELD ? selection.arguments : undefined
  return (
    given?.some(({ value }) => isVariable(value)) === true ||
    selection.directives?.some((directive) => directive.arguments?.some(({ value }) => isVariable(value))) === true
  )
}

/** Whether a value is or contains a variable. */
function isVariable(value: ValueNode): boolean {
  if (value.kind === Kind.LIST) return value.values.some(isVariable)
  if (value.kind === Kind.OBJECT) return value.fields.some((field) => isVariable(field.value))
  return value.kind === Kind.VARIABLE
}

function isIncluded(selection: SelectionNode, variableValues: Record<string, unknown>): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.['if'] !== false
  )
}
