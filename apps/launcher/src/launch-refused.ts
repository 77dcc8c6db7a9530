/**
 * Says why Placet cannot start here and what to do about it. Its message is meant for the person at the
 * terminal and is printed alone, without a stack.
 */
export class LaunchRefused extends Error {
  override readonly name = 'LaunchRefused';
}
