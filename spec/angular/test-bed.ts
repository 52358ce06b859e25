import '@angular/compiler'
import { ErrorHandler, NgModule, platformCore, ɵINJECTOR_SCOPE as INJECTOR_SCOPE } from '@angular/core'
import { TestBed, TestComponentRenderer } from '@angular/core/testing'

/** Angular's own test bed without a browser: what its browser module would provide is provided here. To be called once in a file. */
export const setUpTestBed = (): void => {
  const providers = [ErrorHandler, TestComponentRenderer, { provide: INJECTOR_SCOPE, useValue: 'root' }]
  const Surroundings = NgModule({ providers })(
    class Surroundings {
      readonly name = 'surroundings'
    },
  )
  TestBed.initTestEnvironment(Surroundings, platformCore())
}
