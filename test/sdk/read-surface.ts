import { join } from 'node:path'
import ts from 'typescript'
import { undocumentedIn } from './undocumented-in.ts'

const dist = join(import.meta.dirname, '../../sdk/dist/esm')

/** What these hold comes from the contract, and its changes are seen there. */
const ofContract = ['types', 'examples'].map((name) => join(dist, `generated/${name}.gen.d.ts`))

const printer = ts.createPrinter({ removeComments: true })

/** What programs see of an entry. */
export interface Surface {
  /**
   * As its file of declarations says it: every exported name, then what is not exported but reached through one. Of the
   * contract's types it has the names only.
   */
  listing: string
  /** The declarations, and the members of classes and interfaces, that no comment explains. */
  undocumented: string[]
}

/** Reads the surface of an entry. */
export function readSurface(file: string): Surface {
  const program = ts.createProgram([file], { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, types: [] })
  const checker = program.getTypeChecker()

  const resolve = (symbol: ts.Symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)
  const source = program.getSourceFile(file)
  const exported = source && checker.getSymbolAtLocation(source)
  if (exported === undefined) throw new Error(`${file} is no module: is the SDK built?`)

  const own = new Map<ts.Symbol, string>()
  const names: string[] = []
  for (const symbol of checker.getExportsOfModule(exported)) {
    const original = resolve(symbol)
    if (isOfContract(original)) names.push(symbol.name)
    else own.set(original, symbol.name)
  }

  // A map gives what is added to it on the way, so this goes on until nothing new is reached.
  const reached = new Map<ts.Symbol, string>()
  const follow = (node: ts.Node): void => {
    const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined
    const original = symbol && resolve(symbol)
    if (original && isOfSdk(original) && !own.has(original)) reached.set(original, original.name)
    ts.forEachChild(node, follow)
  }
  for (const symbol of own.keys()) symbol.declarations?.forEach(follow)
  for (const symbol of reached.keys()) symbol.declarations?.forEach(follow)

  const listing = [
    ...describe(own),
    ...(reached.size > 0 ? ['// not exported, but reached', ...describe(reached)] : []),
    ...(names.length > 0 ? ['// of the contract', names.sort(byName).join('\n')] : []),
  ].join('\n\n')
  const declarations = [...own.keys(), ...reached.keys()].flatMap((symbol) => symbol.declarations ?? [])
  return { listing, undocumented: declarations.flatMap(undocumentedIn) }
}

/** Whether it is declared at the top of one of the SDK's own modules, the contract's types apart. */
function isOfSdk(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some((declaration) => {
    const isTop = statementOf(declaration).parent?.kind === ts.SyntaxKind.SourceFile
    return isTop && declaration.getSourceFile().fileName.startsWith(dist) && !isOfContract(symbol)
  })
}

function isOfContract(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some((declaration) => ofContract.includes(declaration.getSourceFile().fileName))
}

function describe(symbols: Map<ts.Symbol, string>): string[] {
  const inOrder = [...symbols].sort(([, one], [, other]) => byName(one, other))
  return inOrder.flatMap(([symbol]) => (symbol.declarations ?? []).map(print))
}

/** A variable is declared two levels below its statement. */
function statementOf(declaration: ts.Declaration): ts.Node {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
}

/** The declaration without comments, and without members that nobody outside can use. */
function print(declaration: ts.Declaration): string {
  return printer
    .printNode(ts.EmitHint.Unspecified, statementOf(declaration), declaration.getSourceFile())
    .replace(/^ *(#private|private .*);\n/gm, '')
    .replace(/^export declare |^export |^declare /, '')
}

/** The same on every machine, whatever its language. */
const byName = (one: string, other: string): number => (one < other ? -1 : Number(one > other))
