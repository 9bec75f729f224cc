# LightGBM as the tests want it: trained on a few hundred rows, it need not be compiled for ten minutes.
if(NOT CMAKE_HOST_WIN32)
  set(CMAKE_CXX_FLAGS_RELEASE "-O1 -fno-unroll-loops -DNDEBUG")
endif()
