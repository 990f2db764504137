import type { Reporter, TestModule } from 'vitest/node'

/**
 * Prints at the end of a run what the checks hand over with `annotate(text, 'table')` and `annotate(text, 'figure')`: the tables,
 * then a line for each figure with the test that it belongs to, which says what it proves.
 */
export class FiguresReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const annotations = modules.flatMap((module) =>
      [...module.children.allTests('passed')].flatMap((test) =>
        test.annotations().map(({ type, message }) => ({ type, message, proves: test.name })),
      ),
    )
    const [tables, figures] = ['table', 'figure'].map((wanted) => annotations.filter(({ type }) => type === wanted))
    for (const { proves, message } of tables!) console.log(`\n${capitalize(proves)}\n\n${message}`)
    if (figures!.length > 0) console.log('\nProved in this run\n')
    for (const { proves, message } of figures!) console.log(`  ✓ ${capitalize(proves)}: ${message}`)
  }
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
