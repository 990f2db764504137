import ts from 'typescript'

/** The declaration, and those of its members that programs can use, as far as no comment explains them. */
export function undocumentedIn(declaration: ts.Declaration): string[] {
  const name = nameOf(declaration)
  const members = ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration) ? [...declaration.members] : []
  return [
    ...(isDocumented(declaration) ? [] : [name]),
    ...members
      .filter((member) => !isDocumented(member) && !isPrivate(member) && !isNameOfError(member))
      .map((member) => `${name}.${nameOf(member)}`),
  ]
}

const isDocumented = (node: ts.Node): boolean => ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc)

function isPrivate(member: ts.ClassElement | ts.TypeElement): boolean {
  const isDeclaredSo = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0
  return isDeclaredSo || (member.name !== undefined && ts.isPrivateIdentifier(member.name))
}

/** Every error of JavaScript has a name. */
function isNameOfError(member: ts.ClassElement | ts.TypeElement): boolean {
  const { parent } = member
  return ts.isClassDeclaration(parent) && parent.heritageClauses !== undefined && nameOf(member) === 'name'
}

/** A constructor has none, and is called what it is. */
const nameOf = (declaration: ts.Declaration): string =>
  ts.getNameOfDeclaration(declaration)?.getText() ?? ts.SyntaxKind[declaration.kind]
