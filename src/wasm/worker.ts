// A worker of the pool: instantiates the modules it is sent on the shared memory and does tasks.
import { serve } from './platform.ts';
import { doTasks, type FromWorker, Instances, type ToWorker } from './tasks.ts';

const instances = new Instances();

function handle(message: ToWorker): void {
  if (message.kind === 'module') {
    instances.set(message.name, new WebAssembly.Instance(message.module, instances.imports(message.memory)));
  } else {
    doTasks(message.tasks, message.scratch, (module, fn) => instances.find(module, fn));
  }
}

serve((data, reply) => {
  const message = data as ToWorker;
  let answer: FromWorker = { id: message.id };
  try {
    handle(message);
  } catch (error) {
    const { message: text, stack } = error instanceof Error ? error : new Error(String(error));
    answer = { id: message.id, error: { message: text, stack } };
  }
  reply(answer);
});
